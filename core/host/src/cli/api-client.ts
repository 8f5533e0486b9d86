import type { z } from 'zod';
import { ApiError, notAHost, refusalOf, unreachable } from './api-error.js';

/** How long the host may take to answer. Milliseconds. */
const TIMEOUT_MS = 30_000;

export interface ApiAddress {
  /** What stands in front of every path. */
  readonly base: string;
  readonly token?: string | undefined;
  /** What to do when the token is refused. */
  readonly tokenAdvice: string;
}

export interface ApiCall {
  /** @defaultValue GET */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** From `/v1/` on. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
  /** How long the answer may take, in milliseconds. @defaultValue 30 seconds */
  readonly timeoutMs?: number;
  /** What holds when no answer came in time: a sentence. */
  readonly afterTimeout?: string;
}

/** Talks to a running host. Every method throws `ApiError` when the host is not reached or refuses. */
export class ApiClient {
  readonly #address: ApiAddress;
  readonly #origin: string;

  constructor(address: ApiAddress) {
    this.#address = address;
    this.#origin = new URL(address.base).origin;
  }

  /** The answer, where it is what the schema expects; an answer without content is undefined. */
  async request<S extends z.ZodType>(call: ApiCall, schema: S): Promise<z.infer<S>> {
    const timeoutMs = call.timeoutMs ?? TIMEOUT_MS;
    try {
      const reply = await this.#fetch(call, AbortSignal.timeout(timeoutMs));
      const parsed = schema.safeParse(await this.#contentOf(reply));
      if (!parsed.success) throw notAHost(this.#origin, reply.status);
      return parsed.data;
    } catch (error) {
      if (error instanceof ApiError) throw error;
      if (!isTimeout(error)) throw unreachable(this.#origin, error);
      const more = call.afterTimeout === undefined ? '' : ` ${call.afterTimeout}`;
      throw new ApiError(`${this.#origin} did not answer within ${timeoutMs / 1000} seconds.${more}`);
    }
  }

  /** An answer that goes on until the signal is aborted or the connection ends; breaking, it throws what `fetch` throws. */
  async stream(call: ApiCall, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const reply = await this.#fetch(call, signal).catch((error: unknown) => {
      throw signal.aborted ? error : unreachable(this.#origin, error);
    });
    if (!reply.ok) await this.#contentOf(reply);
    const isTail = reply.headers.get('content-type')?.startsWith('application/x-ndjson');
    if (reply.body === null || isTail !== true) throw notAHost(this.#origin, reply.status);
    return reply.body;
  }

  #fetch({ method = 'GET', path, query = {}, body }: ApiCall, signal: AbortSignal): Promise<Response> {
    const { base, token } = this.#address;
    const search = new URLSearchParams(query).toString();
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const request = { method, headers, signal, redirect: 'manual' as const, ...(body !== undefined && { body }) };
    return fetch(`${base}${path}${search === '' ? '' : `?${search}`}`, request);
  }

  async #contentOf(reply: Response): Promise<unknown> {
    const content = parseJson(await reply.text());
    if (!reply.ok) throw refusalOf(this.#origin, reply, content, this.#address.tokenAdvice);
    return content;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
