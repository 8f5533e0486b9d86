import type { InstanceContext } from '@headwind/plugin-loader/instance-context';
import { PostReply } from '../plugin-http/post-reply.js';
import type { Handlers } from './call-channel.js';
import { requestOf } from './http-data.js';
import type { HostMethods } from './messages.js';

export interface HostServices {
  readonly handlers: Handlers<HostMethods>;
  /** Lets go of the answers that the worker has not read to their end. */
  close(): void;
}

/** Serves a worker what its instance's `ctx` gives. */
export function hostServices(ctx: InstanceContext): HostServices {
  const bodies = new ResponseBodies();
  const handlers: Handlers<HostMethods> = {
    async post({ signal }, url, body, headers) {
      const reply = await ctx.http.post(url, {
        ...(body !== undefined && { body }),
        ...(headers !== undefined && { headers }),
        signal,
      });
      const { status, text } = reply;
      return { status, headers: reply instanceof PostReply ? reply.headers : {}, text };
    },
    async fetch({ signal }, data) {
      const response = await ctx.http.fetch(requestOf(data, signal), { signal });
      const { url, redirected, status, statusText, headers, body } = response;
      return { url, redirected, status, statusText, headers: [...headers], body: bodies.keep(body) };
    },
    readBody: ({ signal }, body) => bodies.read(body, signal),
    cancelBody: (_serving, body) => bodies.cancel(body),
    getState: (_serving, key) => ctx.state.get(key),
    setState: (_serving, key, value) => ctx.state.set(key, value),
    deleteState: (_serving, key) => ctx.state.delete(key),
    publish(_serving, draft) {
      if (!('publish' in ctx)) throw new TypeError('Only a source publishes.');
      return ctx.publish(draft);
    },
    status() {
      if (!('status' in ctx)) throw new TypeError('Only an observer reads the status of the host.');
      return ctx.status();
    },
  };
  return { handlers, close: () => bodies.close() };
}

/** Bodies of answers that a worker reads piece by piece, so that no more than a piece of each is in memory. */
class ResponseBodies {
  readonly #readers = new Map<number, ReadableStreamDefaultReader<Uint8Array>>();
  #latest = 0;

  keep(body: ReadableStream<Uint8Array> | null): number | undefined {
    if (body === null) return undefined;
    this.#latest += 1;
    this.#readers.set(this.#latest, body.getReader());
    return this.#latest;
  }

  async read(body: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const cancel = (): void => void this.cancel(body);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const { done = true, value } = (await this.#readers.get(body)?.read()) ?? {};
      if (done) this.#readers.delete(body);
      return value;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Never rejects: what is wrong with a body that nobody reads is nobody's concern. */
  async cancel(body: number): Promise<void> {
    const reader = this.#readers.get(body);
    this.#readers.delete(body);
    await reader?.cancel().catch(() => undefined);
  }

  close(): void {
    for (const body of [...this.#readers.keys()]) void this.cancel(body);
  }
}
