import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import type { KubeConfig } from '@kubernetes/client-node';
import { apiErrorOf } from './api-error.js';
import { NoAnswer, NoCredentials } from './no-answer.js';

const { version }: { version: string } = createRequire(import.meta.url)('../package.json');

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Requests to the API server of a cluster. The library knows the cluster, its certificates and how to be let in; the
 * requests are made here, because those of the library (1.4) cannot be ended before they are answered, have no time-outs,
 * and keep for themselves why the API server refused.
 */
export class ApiServer {
  readonly #config: KubeConfig;
  readonly #base: string;

  constructor(config: KubeConfig) {
    this.#config = config;
    this.#base = config.getCurrentCluster()?.server.replace(/\/+$/, '') ?? '';
  }

  /** Host and port, for messages. Undefined where there are none: of a text that is no URL, any part may be a password. */
  get address(): string | undefined {
    if (!URL.canParse(this.#base)) return undefined;
    const { protocol, host } = new URL(this.#base);
    return /^https?:$/.test(protocol) ? host : undefined;
  }

  /**
   * Opens an answer, to be read as it comes.
   *
   * @param openMs until it begins, in milliseconds
   * @throws ApiError when the status is not 200; NoCredentials; NoAnswer when it is late; whatever the network fails with
   */
  async open(path: string, query: Query, openMs: number, signal: AbortSignal): Promise<IncomingMessage> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), openMs);
    try {
      const response = await this.#send(path, query, AbortSignal.any([signal, late.signal]));
      if (response.statusCode === 200) return response;
      throw apiErrorOf(parsed(await text(response)), response.statusCode ?? 0);
    } catch (error) {
      signal.throwIfAborted();
      if (late.signal.aborted) throw new NoAnswer(`no answer within ${openMs / 1000} s`);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Reads a whole answer.
   *
   * @param withinMs until it is there, in milliseconds
   * @throws as `open`; NoAnswer when it is no JSON
   */
  async read(path: string, query: Query, withinMs: number, signal: AbortSignal): Promise<unknown> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), withinMs);
    try {
      const response = await this.open(path, query, withinMs, AbortSignal.any([signal, late.signal]));
      const body = parsed(await text(response));
      if (body === undefined) throw new NoAnswer('it is no JSON. Is this the API server of a cluster?');
      return body;
    } catch (error) {
      signal.throwIfAborted();
      if (late.signal.aborted) throw new NoAnswer(`no whole answer within ${withinMs / 1000} s`);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async #send(path: string, query: Query, signal: AbortSignal): Promise<IncomingMessage> {
    const url = new URL(`${this.#base}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const options: RequestOptions = {
      headers: { accept: 'application/json', 'user-agent': `Headwind-Notifications/${version}` },
    };
    await this.#letIn(options, signal);
    const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
    const request = send(url, { ...options, signal });
    const answered = once(request, 'response');
    // An answer that is cut off later is told by the answer itself.
    request.on('error', () => undefined).end();
    const [response] = await answered;
    return response;
  }

  async #letIn(options: RequestOptions, signal: AbortSignal): Promise<void> {
    try {
      // This may run a program or ask an identity provider for a token, for as long as they like.
      await unlessAborted(signal, this.#config.applyToHTTPSOptions(options));
    } catch {
      signal.throwIfAborted();
      throw new NoCredentials('the credentials could not be had');
    }
  }
}

function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
    if (signal.aborted) giveUp();
  });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
