import type { HttpPost, HttpReply, PluginHttp } from '@headwind/plugin-api';
import { PostReply } from '../plugin-http/post-reply.js';
import { requestData, responseOfHead } from './http-data.js';
import type { HostCalls } from './messages.js';

/** `ctx.http` in a worker: the host's own sends, so that its rules, its proxy and its traces hold. */
export function workerHttp(calls: () => HostCalls): PluginHttp {
  return {
    post: (url, request) => post(calls, url, request),
    async fetch(input, init) {
      const request = new Request(input, init);
      // Not request.signal, which stops following the caller's when nobody holds the request any longer.
      const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
      const head = await calls().call('fetch', [await requestData(request)], signal);
      return responseOfHead(head, head.body === undefined ? null : bodyOf(calls, head.body, signal));
    },
  };
}

async function post(calls: () => HostCalls, url: string, request: HttpPost): Promise<HttpReply> {
  const { json, signal } = request;
  const isJson = request.body === undefined && json !== undefined;
  const body = isJson ? JSON.stringify(json) : request.body;
  const headers = isJson ? withJsonType(request.headers) : request.headers;
  const reply = await calls().call('post', [url, body, headers && { ...headers }], signal);
  return new PostReply(reply.status, reply.headers, reply.text);
}

function withJsonType(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { 'content-type': 'application/json', ...Object.fromEntries(given) };
}

/** Each piece is asked for when somebody reads it. */
function bodyOf(calls: () => HostCalls, body: number, signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
  const cancel = () => calls().call('cancelBody', [body]);
  const aborted = (): void => void cancel().catch(() => undefined);
  signal?.addEventListener('abort', aborted, { once: true });
  // A signal such as ctx.signal outlives many answers.
  const isOver = (): void => signal?.removeEventListener('abort', aborted);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const bytes = await calls().call('readBody', [body], signal);
        if (bytes !== undefined) return controller.enqueue(bytes);
        isOver();
        controller.close();
      },
      cancel() {
        isOver();
        return cancel();
      },
    },
    { highWaterMark: 0 },
  );
}
