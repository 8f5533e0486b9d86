import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../src/receiver.js';

let receiver: Receiver;

beforeEach(async () => {
  receiver = await startReceiver();
});

afterEach(() => receiver.close());

function post(path = '/', init: RequestInit = {}): Promise<Response> {
  return fetch(`${receiver.url}${path}`, { method: 'POST', ...init });
}

describe('the receiver', () => {
  it('keeps method, path, headers and the very bytes', async () => {
    const body = new Uint8Array([0, 255, 13, 10]);
    await post('/a/b?c=d', { body, headers: { 'X-One': '1' } });
    expect(receiver.requests).toEqual([
      {
        method: 'POST',
        path: '/a/b?c=d',
        headers: expect.objectContaining({ 'x-one': '1', 'content-length': '4' }),
        rawBody: Buffer.from(body),
      },
    ]);
  });

  it('answers 200 unless told otherwise', async () => {
    expect((await post()).status).toBe(200);
  });

  it('answers by the script in its order, and 200 past its end', async () => {
    receiver.replyWith(503, { retryAfter: 7 });
    receiver.replyWith(201, { body: 'made', headers: { 'x-id': '9' } });
    const first = await post();
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '7']);
    const second = await post();
    expect([second.status, second.headers.get('x-id'), await second.text()]).toEqual([201, '9', 'made']);
    expect((await post()).status).toBe(200);
  });

  it('can leave a request without an answer', async () => {
    receiver.hang();
    const patience = new AbortController();
    const answer = post('/', { signal: patience.signal });
    await receiver.waitFor(1);
    patience.abort(new Error('no answer'));
    await expect(answer).rejects.toThrow('no answer');
  });

  it('can reset the connection', async () => {
    receiver.reset();
    await expect(post()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(receiver.requests).toHaveLength(1);
  });

  it('can answer with half a body and never with the rest', async () => {
    receiver.slowBody(201, { body: 'half and half' });
    const patience = new AbortController();
    const answer = await post('/', { signal: patience.signal });
    expect([answer.status, answer.headers.get('content-length')]).toEqual([201, '13']);
    const reader = answer.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('half an');
    const rest = reader?.read();
    patience.abort(new Error('no more'));
    await expect(rest).rejects.toThrow('no more');
  });

  it('can cut a body off half-way', async () => {
    receiver.cutOffBody();
    const answer = await post();
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow('terminated');
  });

  it('gives out each request once, also to those who asked before it came', async () => {
    const [first, second] = [receiver.next(), receiver.next()];
    await post('/1');
    await post('/2');
    await post('/3');
    expect([(await first).path, (await second).path, (await receiver.next()).path]).toEqual(['/1', '/2', '/3']);
  });

  it('tells when so many requests have come', async () => {
    const two = receiver.waitFor(2);
    await post('/1');
    await post('/2');
    expect((await two).map(({ path }) => path)).toEqual(['/1', '/2']);
  });

  it('leaves nobody waiting when it closes', async () => {
    const waiting = receiver.waitFor(3);
    await post();
    const failed = expect(waiting).rejects.toThrow('the receiver closed after 1 of 3 requests');
    await receiver.close();
    await failed;
    await expect(post()).rejects.toThrow();
  });

  it('does not count a request that was broken off', async () => {
    const brokenOff = new AbortController();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('half')),
      pull: () => brokenOff.abort(),
    });
    await expect(post('/', { body, duplex: 'half', signal: brokenOff.signal })).rejects.toThrow();
    await post('/whole');
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/whole']);
  });
});
