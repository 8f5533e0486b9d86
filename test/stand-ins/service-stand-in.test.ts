import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, type ServiceStandIn, startServiceStandIn } from './service-stand-in.js';

let service: ServiceStandIn<string>;

/** A service that accepts whatever text it is sent, save an empty one. */
beforeEach(async () => {
  const accepted: string[] = [];
  service = await startServiceStandIn({
    accepted,
    answer: ({ body }) => {
      if (body === '') return { status: 400, body: 'nothing' };
      if (body === 'too much') return { status: 429, retryAfter: 60 };
      accepted.push(body);
      return { status: 202, body: { took: body } };
    },
    bodyOf: (status) => `says ${status}`,
  });
});

afterEach(() => service.close());

async function send(body: string, path = '/', init: RequestInit = {}) {
  const response = await fetch(`${service.url}${path}`, { method: 'POST', body, ...init });
  const { status, headers } = response;
  return { status, type: headers.get('content-type'), hint: headers.get('retry-after'), text: await response.text() };
}

describe('a service', () => {
  it('gets every request as it came, and its answer is sent', async () => {
    expect(await send('a', '/path?query')).toMatchObject({
      status: 202,
      type: expect.stringContaining('json'),
      text: '{"took":"a"}',
    });
    expect(await send('')).toMatchObject({ status: 400, type: 'text/html', hint: null, text: 'nothing' });
    expect(service.accepted).toEqual(['a']);
    expect(service.requests).toMatchObject([
      { method: 'POST', path: '/path?query', headers: { 'content-length': '1' }, body: 'a' },
      { method: 'POST', path: '/', body: '' },
    ]);
    expect(service.requests[0]?.rawBody).toEqual(Buffer.from('a'));
  });
});

describe('a fault', () => {
  it('answers in place of the service, in its words unless the fault has its own', async () => {
    service.failNext({ status: 503 });
    service.failNext({ status: 200, body: { ok: false } });
    service.failNext({ status: 429, retryAfter: 0, body: 'slowly', textType: 'text/plain' });
    expect(await send('a')).toMatchObject({ status: 503, type: 'text/html', text: 'says 503' });
    expect(await send('b')).toMatchObject({ status: 200, type: expect.stringContaining('json'), text: '{"ok":false}' });
    expect(await send('c')).toMatchObject({ status: 429, type: 'text/plain', hint: '0', text: 'slowly' });
    expect(service.accepted).toEqual([]);
    expect((await send('d')).status).toBe(202);
  });

  it.each<[Fault, string[]]>([
    ['reset', []],
    ['lose answer', ['a']],
  ])('%s leaves the sender without an answer, and this accepted: %j', async (fault, accepted) => {
    service.failNext(fault);
    await expect(send('a')).rejects.toThrow();
    expect(service.accepted).toEqual(accepted);
    expect(service.requests).toHaveLength(1);
    expect((await send('b')).status).toBe(202);
  });

  it('hang takes a request and never answers', async () => {
    service.failNext('hang');
    const giveUp = new AbortController();
    const hanging = send('a', '/', { signal: giveUp.signal });
    await service.waitUntil(() => service.requests.length === 1);
    expect((await send('b')).status).toBe(202);
    giveUp.abort();
    await expect(hanging).rejects.toThrow('aborted');
    expect(service.accepted).toEqual(['b']);
  });

  it('for a path passes over the requests to others', async () => {
    service.failNext('reset', '/there');
    service.failNext({ status: 500 });
    expect((await send('a', '/here')).status).toBe(500);
    expect((await send('b', '/here')).status).toBe(202);
    await expect(send('c', '/there')).rejects.toThrow();
    expect((await send('d', '/there')).status).toBe(202);
  });
});

describe('a hint', () => {
  it.each([429, 503, 200])('of a fault with %i makes a request before it is over a violation', async (status) => {
    service.failNext({ status, retryAfter: 60 });
    expect((await send('a')).hint).toBe('60');
    expect(service.violations).toEqual([]);
    await send('b', '/path');
    expect(service.violations).toEqual([expect.stringMatching(/^POST \/path came \d+ ms too early$/)]);
  });

  it('of the service itself does too, and a shorter one does not end it', async () => {
    expect(await send('too much')).toMatchObject({ status: 429, type: null, hint: '60', text: '' });
    service.failNext({ status: 429, retryAfter: 0 });
    for (const body of ['a', 'b']) await send(body);
    expect(service.violations).toHaveLength(2);
  });

  it('that is over, or that nobody got, forbids nothing', async () => {
    service.failNext({ status: 429, retryAfter: 0 });
    await send('a');
    service.failNext('lose answer');
    await expect(send('too much')).rejects.toThrow();
    await send('b');
    expect(service.violations).toEqual([]);
  });

  it('does not forbid what was on its way before it was given', async () => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n',
    );
    await once(socket, 'data'); // it is invited to send the body
    service.failNext({ status: 429, retryAfter: 60 }, '/other');
    await send('a', '/other');
    socket.end('ab');
    await service.waitForAccepted(1);
    expect(service.violations).toEqual([]);
  });
});

describe('a held request', () => {
  it('goes on when it is released, and holds up no other', async () => {
    const held = service.hold('/there');
    const waiting = send('a', '/there');
    await held.arrived;
    for (const path of ['/here', '/there']) expect((await send('b', path)).status).toBe(202);
    expect(service.accepted).toEqual(['b', 'b']);
    held.release();
    expect((await waiting).status).toBe(202);
    expect(service.accepted).toEqual(['b', 'b', 'a']);
  });

  it('is not carried out when its sender has gone, and uses up no fault', async () => {
    const held = service.hold('/');
    const gone = new AbortController();
    const waiting = send('a', '/', { signal: gone.signal });
    await held.arrived;
    service.failNext({ status: 500 });
    gone.abort();
    await expect(waiting).rejects.toThrow('aborted');
    await held.abandoned;
    held.release();
    expect((await send('b')).status).toBe(500);
    expect(service.accepted).toEqual([]);
  });
});

describe('waiting', () => {
  it('ends once it is so, and at once where it is so already', async () => {
    const two = service.waitForAccepted(2);
    const asked = service.waitUntil(() => service.requests.length > 2);
    for (const body of ['a', '', 'b']) await send(body);
    expect(await two).toEqual(['a', 'b']);
    await asked;
    expect(await service.waitForAccepted(2)).toEqual(['a', 'b']);
  });

  it('sees a state that the next request ends', async () => {
    const one = service.waitUntil(() => service.requests.length === 1);
    for (const body of ['a', 'b']) await send(body);
    await one;
  });

  it('ends with an error when the service closes', async () => {
    await send('');
    const waiting = expect(service.waitForAccepted(1)).rejects.toThrow('accepted 0 of 1 requests');
    await service.close();
    await waiting;
    await expect(send('a')).rejects.toThrow();
  });
});
