import { isNetworkFault, outcomeOf } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { replyWith } from '../src/scripted-answer.js';
import { ScriptedHttp } from '../src/scripted-http.js';

const URL = 'https://chat.example.com/hooks/1?key=2';

/** Both ways to send, one after the other. */
const WAYS: readonly (readonly [string, (http: ScriptedHttp, signal?: AbortSignal) => Promise<string>])[] = [
  ['post', async (http, signal) => (await http.post(URL, { json: {}, ...(signal && { signal }) })).text],
  [
    'fetch',
    async (http, signal) => (await http.fetch(URL, { method: 'PUT', body: '{}', ...(signal && { signal }) })).text(),
  ],
];

describe('scripted HTTP', () => {
  it('keeps what is sent, whole, in the order in which it is sent', async () => {
    const http = new ScriptedHttp();
    await http.post(URL, { json: { a: 1 }, headers: { 'X-One': '1' } });
    await http.post(URL, { body: 'a=1', headers: { 'Content-Type': 'text/plain' } });
    await http.fetch(URL, { method: 'PUT', body: '{"b":2}', headers: { 'content-type': 'application/json' } });
    expect(http.requests).toEqual([
      {
        by: 'post',
        method: 'POST',
        url: URL,
        headers: { 'content-type': 'application/json', 'x-one': '1' },
        body: '{"a":1}',
      },
      { by: 'post', method: 'POST', url: URL, headers: { 'content-type': 'text/plain' }, body: 'a=1' },
      { by: 'fetch', method: 'PUT', url: URL, headers: { 'content-type': 'application/json' }, body: '{"b":2}' },
    ]);
  });

  it('answers by the script in its order, and past its end 200 or as it is told', async () => {
    const http = new ScriptedHttp();
    http.replyWith(429, { retryAfter: 2, body: 'wait' });
    const throttled = await http.post(URL, { json: {} });
    expect(throttled).toMatchObject({ status: 429, text: 'wait' });
    expect(outcomeOf(throttled)).toMatchObject({ status: 'retry', afterMs: 2_000, rateLimited: true });
    expect((await http.post(URL, { json: {} })).status).toBe(200);
    const other = new ScriptedHttp(({ body }) => replyWith(201, { headers: { 'X-Id': '9' }, body }));
    const made = await other.post(URL, { body: 'echo' });
    expect([made.status, made.header('x-id'), made.header('x-none'), made.text]).toEqual([201, '9', undefined, 'echo']);
  });

  it('answers a fetch as a server does', async () => {
    const http = new ScriptedHttp();
    http.replyWith(204);
    http.replyWith(503, { body: 'down', headers: { 'x-id': '9' } });
    expect((await http.fetch(URL)).status).toBe(204);
    const down = await http.fetch(URL);
    expect([down.status, down.headers.get('x-id'), await down.text()]).toEqual([503, '9', 'down']);
  });

  it.each(WAYS)('leaves a %s without an answer until its signal is aborted', async (_way, send) => {
    const http = new ScriptedHttp();
    http.hang();
    const patience = new AbortController();
    const answer = send(http, patience.signal);
    expect(await http.waitFor(1)).toHaveLength(1);
    patience.abort(new Error('time is up'));
    await expect(answer).rejects.toThrow('time is up');
  });

  it.each(WAYS)('gives a %s half a body, and never the rest', async (_way, send) => {
    const http = new ScriptedHttp();
    http.slowBody();
    const patience = new AbortController();
    const answer = send(http, patience.signal);
    await http.waitFor(1);
    patience.abort(new Error('time is up'));
    await expect(answer).rejects.toThrow('time is up');
  });

  it.each(WAYS)('resets the connection of a %s, before the answer and in its body', async (_way, send) => {
    const http = new ScriptedHttp();
    http.reset();
    http.cutOffBody();
    for (let time = 0; time < 2; time += 1) {
      const error: unknown = await send(http).catch((reason: unknown) => reason);
      expect(isNetworkFault(error)).toBe(true);
    }
    expect(http.requests).toHaveLength(2);
  });

  it.each(WAYS)('sends no %s whose signal is aborted already', async (_way, send) => {
    const http = new ScriptedHttp();
    await expect(send(http, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
    expect(http.requests).toEqual([]);
  });
});
