import { expect, it } from 'vitest';
import { CallChannel } from '../../src/isolation/call-channel.js';
import type { HostCalls, HostMethods, WorkerMethods } from '../../src/isolation/messages.js';
import { workerHttp } from '../../src/isolation/worker-http.js';

const HEAD = { url: 'http://a.test/', redirected: false, status: 200, statusText: 'OK', headers: [], body: 1 };

/** Calls to a host that answers each fetch with a body of one piece, and what it was asked. */
function answeringHost(): { readonly calls: HostCalls; readonly asked: readonly string[] } {
  const asked: string[] = [];
  const pieces = [Buffer.from('a body')];
  const answers: Readonly<Record<string, () => unknown>> = { fetch: () => HEAD, readBody: () => pieces.shift() };
  const calls: HostCalls = new CallChannel<HostMethods, WorkerMethods>({
    post(message) {
      if (message.type !== 'call') return;
      asked.push(message.method);
      setImmediate(() => calls.receive({ type: 'answer', id: message.id, value: answers[message.method]?.() }));
    },
    handlers: {},
    limit: 10,
  });
  return { calls, asked };
}

it.each([
  ['read to its end', (response: Response) => response.text(), ['fetch', 'readBody', 'readBody']],
  ['let go of', (response: Response) => response.body?.cancel(), ['fetch', 'cancelBody']],
])('an answer that is %s is done with, and a signal that is aborted later is none of its', async (_what, end, all) => {
  const { calls, asked } = answeringHost();
  const stopping = new AbortController();
  const response = await workerHttp(() => calls).fetch('http://a.test/', { signal: stopping.signal });
  await end(response);
  stopping.abort();
  expect(asked).toEqual(all);
});
