import { EventEmitter, once } from 'node:events';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it, vi } from 'vitest';
import { HTTP_TIMEOUTS } from '../../src/http/timeouts.js';
import { bodyOf, RawConnection } from './raw-connection.js';
import { post, postJson, problemOf, RecordingIntake, runServer } from './running-server.js';

describe('the probes', () => {
  it('say that the process lives', async () => {
    const { url } = await runServer();
    const reply = await fetch(`${url}/healthz`);
    expect(reply.status).toBe(200);
    expect(await problemOf(reply)).toEqual({ status: 'alive' });
    expect((await fetch(`${url}/healthz`, { method: 'HEAD' })).status).toBe(200);
  });

  it('say that the host is ready', async () => {
    const { url } = await runServer();
    const reply = await fetch(`${url}/readyz`);
    expect(reply.status).toBe(200);
    expect(await problemOf(reply)).toMatchObject({ status: 'ready', problems: [], troubles: [] });
  });

  it('say with 503 what stands in the way', async () => {
    const { url } = await runServer({
      readiness: {
        configuration: { loadedAt: 0 },
        problems: async () => ['The host is stopping.'],
        troubles: async () => ['The channel oncall is disabled.'],
      },
    });
    const reply = await fetch(`${url}/readyz`);
    expect(reply.status).toBe(503);
    expect(await problemOf(reply)).toMatchObject({
      status: 'not ready',
      problems: ['The host is stopping.'],
      troubles: ['The channel oncall is disabled.'],
    });
  });

  it('count a check that fails as not ready, and keep its cause for the log', async () => {
    const cause = new Error('inner detail');
    const { url, log } = await runServer({
      readiness: { problems: () => Promise.reject(cause), troubles: async () => [], configuration: { loadedAt: 0 } },
    });
    const reply = await fetch(`${url}/readyz`);
    expect(reply.status).toBe(503);
    expect(await reply.text()).not.toContain('inner detail');
    expect(log.lines).toMatchObject([{ level: 'error', fields: { error: cause } }]);
  });
});

describe('bearer tokens', () => {
  const tokens = ['first-token', 'zweites-Geheimnis-ß'].map((token) => ({ token, role: 'publish' as const }));

  it.each([
    ['none', undefined, 'no bearer token'],
    ['a user and password', 'Basic dXNlcjpwYXNz', 'no bearer token'],
    ['an empty one', 'Bearer ', 'no bearer token'],
    ['another one', 'Bearer other', 'none of the configured'],
    ['the beginning of one', 'Bearer first-toke', 'none of the configured'],
    ['one with something after it', 'Bearer first-token2', 'none of the configured'],
  ])('refuse %s with 401 and say what to do', async (_name, authorization, found) => {
    const { url, intake } = await runServer({ server: { tokens } });
    const reply = await postJson(url, EXAMPLE_PAYLOAD, authorization === undefined ? {} : { authorization });
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
    const problem = await problemOf(reply);
    expect(problem).toMatchObject({ code: 'UNAUTHORIZED', title: 'Unauthorized' });
    expect(problem.detail).toContain(found);
    expect(problem.detail).toContain('Authorization: Bearer');
    expect(intake.published).toEqual([]);
  });

  it.each([
    'Bearer first-token',
    'bearer first-token',
    `Bearer ${Buffer.from('zweites-Geheimnis-ß').toString('latin1')}`,
  ])('accept %s', async (authorization) => {
    const { url } = await runServer({ server: { tokens } });
    expect((await postJson(url, EXAMPLE_PAYLOAD, { authorization })).status).toBe(202);
  });

  it('come before the body: a wrong one with a wrong body is 401', async () => {
    const { url } = await runServer({ server: { tokens } });
    expect((await post(url, '{', { 'content-type': 'text/plain' })).status).toBe(401);
  });

  it('are not asked of the probes', async () => {
    const { url } = await runServer({ server: { tokens } });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('are not needed where none is configured', async () => {
    const { url } = await runServer();
    expect((await postJson(url, EXAMPLE_PAYLOAD, { authorization: 'Bearer anything' })).status).toBe(202);
  });
});

describe('a request for something else', () => {
  it('gets 404 in problem details, whatever its body', async () => {
    const { url } = await runServer();
    const reply = await fetch(`${url}/v2/events?token=x`, { method: 'POST', body: '{' });
    expect(reply.status).toBe(404);
    const problem = await problemOf(reply);
    expect(problem).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    expect(problem.detail).toContain('Nothing answers at /v2/events.');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s gets 404 whatever the type of its body', async (method) => {
    const { url } = await runServer();
    for (const type of ['application/json', 'text/plain', 'application/x-anything']) {
      const reply = await fetch(`${url}/v1/nothing`, { method, body: '{', headers: { 'content-type': type } });
      expect(reply.status).toBe(404);
    }
  });

  it.each([
    ['GET', '/v1/events', 'POST, OPTIONS'],
    ['PUT', '/v1/events', 'POST, OPTIONS'],
    ['PROPFIND', '/v1/events?x=1', 'POST, OPTIONS'],
    ['OPTIONS', '/v1/reload?x=1', 'POST'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['DELETE', '/readyz', 'GET, HEAD'],
    ['PATCH', '/v1/deliveries/e1%2Fchat', 'GET, HEAD, DELETE'],
    ['PUT', '/v1/deliveries/e1/chat', 'GET, HEAD, DELETE'],
    ['PUT', '/v1/deliveries/e1%2Fchat/replay', 'POST, GET, HEAD, DELETE'],
    ['PUT', '/v1/channels/chat/pause', 'POST'],
    ['POST', '/v1/events/tail', 'GET'],
  ])('%s %s gets 405 and is told what is allowed', async (method, path, allow) => {
    const { url } = await runServer();
    const reply = await fetch(url + path, { method });
    expect(reply.status).toBe(405);
    expect(reply.headers.get('allow')).toBe(allow);
    expect(await problemOf(reply)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
  });

  it('gets 400 for a path that cannot be decoded', async () => {
    const { url } = await runServer();
    const reply = await fetch(`${url}/%c3%28`);
    expect(reply.status).toBe(400);
    expect(await problemOf(reply)).toMatchObject({ code: 'REQUEST_MALFORMED' });
  });
});

describe('a request that asks for too much', () => {
  it('gets 413 for a body of 2 MiB, and can use the connection again', async () => {
    const { url, intake } = await runServer();
    const reply = await post(url, 'x'.repeat(2 * 1024 * 1024));
    expect(reply.status).toBe(413);
    const problem = await problemOf(reply);
    expect(problem).toMatchObject({ code: 'BODY_TOO_LARGE' });
    expect(problem.detail).toContain('1048576 bytes');
    expect((await postJson(url, EXAMPLE_PAYLOAD)).status).toBe(202);
    expect(intake.published).toHaveLength(1);
  });

  it('gets 413 for a body of 2 MiB that did not declare its length', async () => {
    const { url } = await runServer();
    const chunk = new Uint8Array(64 * 1024).fill(0x20);
    let left = 32;
    const body = new ReadableStream({
      pull: (controller) => {
        left -= 1;
        controller.enqueue(chunk);
        if (left === 0) controller.close();
      },
    });
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(`${url}/v1/events`, { method: 'POST', body, headers, duplex: 'half' });
    expect(reply.status).toBe(413);
  });

  it('takes a body of exactly the limit and refuses one byte more', async () => {
    const body = JSON.stringify(EXAMPLE_PAYLOAD);
    const { url } = await runServer({ server: { bodyLimitBytes: Buffer.byteLength(body) } });
    expect((await post(url, body)).status).toBe(202);
    expect((await post(url, `${body} `)).status).toBe(413);
  });

  it('gets 431 for headers beyond 16 KiB', async () => {
    const { port } = await runServer();
    const connection = await RawConnection.to(port);
    connection.send(`GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`);
    const received = await connection.closed;
    expect(received).toMatch(/^HTTP\/1\.1 431 /);
    expect(bodyOf(received)).toMatchObject({ code: 'HEADERS_TOO_LARGE' });
  });
});

describe('a client that does not speak properly', () => {
  const timeouts = { ...HTTP_TIMEOUTS, headersMs: 50, requestMs: 100, checkIntervalMs: 20 };

  it('gets 400 for what is not HTTP', async () => {
    const { port } = await runServer();
    const connection = await RawConnection.to(port);
    connection.send('hello\r\n\r\n');
    const received = await connection.closed;
    expect(received).toMatch(/^HTTP\/1\.1 400 /);
    expect(received).toContain('content-type: application/problem+json\r\n');
    expect(bodyOf(received)).toMatchObject({ code: 'REQUEST_MALFORMED' });
  });

  it('gets 408 when its headers do not end', async () => {
    const { port } = await runServer({ timeouts });
    const connection = await RawConnection.to(port);
    connection.send('POST /v1/events HTTP/1.1\r\nhost: localhost\r\n');
    expect(bodyOf(await connection.closed)).toMatchObject({ code: 'REQUEST_TIMEOUT', status: 408 });
  });

  it('gets 408 when its body does not end, and nothing is stored', async () => {
    const { port, intake } = await runServer({ timeouts });
    const connection = await RawConnection.to(port);
    const head = 'POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 500';
    connection.send(`${head}\r\n\r\n{"event":`);
    expect(bodyOf(await connection.closed)).toMatchObject({ code: 'REQUEST_TIMEOUT' });
    expect(intake.published).toEqual([]);
  });

  it('does the others no harm by going away halfway', async () => {
    const { port, url, intake, log } = await runServer();
    const connection = await RawConnection.to(port);
    const head = 'POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 500';
    connection.send(`${head}\r\nexpect: 100-continue\r\n\r\n{"event":`);
    await vi.waitFor(() => expect(connection.received).toContain('100 Continue'));
    connection.end();
    await connection.closed;
    expect((await postJson(url, EXAMPLE_PAYLOAD)).status).toBe(202);
    expect(intake.published).toHaveLength(1);
    expect(log.lines).toEqual([]);
  });
});

describe('listening', () => {
  it('gives the port that the system chose', async () => {
    const { port } = await runServer();
    expect(port).toBeGreaterThan(0);
  });

  it('says so when another process has the address', async () => {
    const { port } = await runServer();
    await expect(runServer({ server: { listen: { host: '127.0.0.1', port } } })).rejects.toMatchObject({
      code: 'LISTEN_FAILED',
      found: `Cannot listen at 127.0.0.1:${port}: another process listens there.`,
    });
  });

  it('says so when the machine has no such address', async () => {
    await expect(runServer({ server: { listen: { host: '192.0.2.1', port: 0 } } })).rejects.toMatchObject({
      code: 'LISTEN_FAILED',
    });
  });

  it('can be on IPv6 loopback', async () => {
    await expect(runServer({ server: { listen: { host: '::1', port: 0 } } })).resolves.toBeDefined();
  });
});

describe('closing', () => {
  /** An intake that waits for `steps` to emit `stored`. */
  function waitingIntake(): { steps: EventEmitter; intake: RecordingIntake } {
    const steps = new EventEmitter();
    const intake = new RecordingIntake();
    const publish = intake.publish.bind(intake);
    intake.publish = async (drafts, source) => {
      const stored = once(steps, 'stored');
      steps.emit('asked');
      await stored;
      return publish(drafts, source);
    };
    return { steps, intake };
  }

  it('waits for the requests under way, and takes no new connection', async () => {
    const { steps, intake } = waitingIntake();
    const { url, server } = await runServer({ intake });
    const asked = once(steps, 'asked');
    const reply = postJson(url, EXAMPLE_PAYLOAD);
    await asked;
    const closed = server.close(60_000);
    await vi.waitFor(() => expect(RawConnection.to(Number(new URL(url).port))).rejects.toThrow('ECONNREFUSED'));
    steps.emit('stored');
    expect((await reply).status).toBe(202);
    expect((await reply).headers.get('connection')).toBe('close');
    await closed;
    expect(intake.published).toHaveLength(1);
  });

  it('refuses a request that arrives in the meantime with 503', async () => {
    const { url, port, server, intake } = await runServer();
    const connection = await RawConnection.to(port);
    connection.send('POST /v1/events HTTP/1.1\r\nhost: localhost\r\n');
    // The answer to a later request shows that the half one has been read.
    await fetch(`${url}/healthz`);
    const closed = server.close(60_000);
    const body = JSON.stringify(EXAMPLE_PAYLOAD);
    connection.send(`content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    const received = await connection.closed;
    expect(received).toMatch(/^HTTP\/1\.1 503 /);
    expect(received).toContain('retry-after: 5\r\n');
    expect(received).toContain('connection: close\r\n');
    expect(bodyOf(received)).toMatchObject({ code: 'BUS_STOPPING' });
    await closed;
    expect(intake.published).toEqual([]);
  });

  it('closes connections nobody uses at once', async () => {
    const { url, port, server } = await runServer();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const idle = await RawConnection.to(port);
    idle.send('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await vi.waitFor(() => expect(idle.received).toContain('alive'));
    await server.close(60_000);
    expect(await idle.closed).toContain('alive');
  });

  it('cuts off what does not end within the grace', async () => {
    const { steps, intake } = waitingIntake();
    const { url, server } = await runServer({ intake });
    const asked = once(steps, 'asked');
    const reply = postJson(url, EXAMPLE_PAYLOAD);
    const failure = expect(reply).rejects.toThrow();
    await asked;
    await server.close(20);
    await failure;
    steps.emit('stored');
  });
});
