import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { isNetworkFault, type PluginHttp } from '@headwind/plugin-api';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Redactor } from '../../src/log/redactor.js';
import { createAddressGuard } from '../../src/plugin-http/address-guard.js';
import { createPluginHttp, type PluginHttpOptions } from '../../src/plugin-http/plugin-http.js';
import { type Answer, closedPort, type LocalServer, startServer } from './local-server.js';

const closers: (() => unknown)[] = [];

beforeEach(() => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) vi.stubEnv(name, '');
});

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  vi.unstubAllEnvs();
});

async function serve(answer?: Answer): Promise<LocalServer> {
  const server = await startServer(answer);
  closers.push(server.close);
  return server;
}

function createHttp(options: Partial<PluginHttpOptions> & { allow?: string[]; deny?: string[] } = {}): PluginHttp {
  const { allow = [], deny = [], ...rest } = options;
  const http = createPluginHttp({ guard: createAddressGuard({ allow, deny }), ...rest });
  closers.push(http.close);
  return http;
}

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error('did not fail with an Error');
  return error;
}

describe('post', () => {
  it('sends a body exactly as it is, and gives status, headers and text', async () => {
    const server = await serve((response) => {
      response.writeHead(202, { 'X-Request-Id': 'r1', 'Set-Cookie': ['a=1', 'b=2'] }).end('tâke that');
    });
    const body = '{ "ü": 1 }\n';
    const reply = await createHttp().post(`${server.url}/hook?key=1`, { body, headers: { 'x-mine': 'yes' } });
    expect(server.requests[0]).toMatchObject({ method: 'POST', target: '/hook?key=1', body });
    expect(server.requests[0]?.headers).toMatchObject({ 'x-mine': 'yes', host: `127.0.0.1:${server.port}` });
    expect(reply).toMatchObject({ status: 202, text: 'tâke that' });
    expect(reply.header('x-request-id')).toBe('r1');
    expect(reply.header('set-cookie')).toBe('a=1, b=2');
    expect(reply.header('absent')).toBeUndefined();
    expect(reply.header('constructor')).toBeUndefined();
  });

  it('sends json with its content type, which headers may change', async () => {
    const server = await serve();
    const http = createHttp();
    await http.post(server.url, { json: { a: [1] } });
    await http.post(server.url, { json: 1, headers: { 'Content-Type': 'application/cloudevents+json', 'X-A': 'b' } });
    await http.post(server.url, {});
    expect(server.requests.map(({ body, headers }) => [body, headers['content-type']])).toEqual([
      ['{"a":[1]}', 'application/json'],
      ['1', 'application/cloudevents+json'],
      ['', undefined],
    ]);
  });

  it('sends the user name and password of a URL as basic authentication', async () => {
    const server = await serve();
    const url = `http://me:p%40ss@127.0.0.1:${server.port}/`;
    await createHttp().post(url, { json: 1 });
    await createHttp().post(url, { body: 'x', headers: { Authorization: 'Bearer t' } });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
      'Bearer t',
    ]);
  });

  it('does not follow redirects', async () => {
    const server = await serve((response) => response.writeHead(302, { location: '/elsewhere' }).end());
    const reply = await createHttp().post(`${server.url}/hook`, { body: '' });
    expect(reply.status).toBe(302);
    expect(reply.header('location')).toBe('/elsewhere');
    expect(server.requests).toHaveLength(1);
  });

  it('keeps connections and uses no more than it may', async () => {
    const server = await serve();
    const http = createHttp({ connections: 2 });
    await Promise.all(Array.from({ length: 20 }, () => http.post(server.url, { body: 'x' })));
    expect(server.requests).toHaveLength(20);
    expect(server.connections()).toBe(2);
  });

  it('cuts a long answer off at the limit and goes on with a new connection', async () => {
    const server = await serve((response, { target }) => response.end(target === '/long' ? 'x'.repeat(200_000) : 'ok'));
    const http = createHttp({ connections: 1 });
    const reply = await http.post(`${server.url}/long`, { body: '' });
    expect(reply).toMatchObject({ status: 200, text: 'x'.repeat(65_536) });
    expect(await http.post(`${server.url}/short`, { body: '' })).toMatchObject({ text: 'ok' });
  });

  it('does not wait for the end of an answer that has none', async () => {
    const server = await serve((response) => response.write('y'.repeat(70_000)));
    const http = createHttp({ connections: 1 });
    expect((await http.post(server.url, { body: '' })).text).toBe('y'.repeat(65_536));
    expect((await http.post(server.url, { body: '' })).text).toBe('y'.repeat(65_536));
  });

  it('gives every answer up to its limit in whole characters, however it comes in pieces', async () => {
    let pieces: readonly string[] = [];
    const server = await serve((response) => {
      for (const piece of pieces) response.write(piece);
      response.end();
    });
    const limit = 16;
    const http = createHttp({ bodyLimitBytes: limit });
    const answer = fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(answer, async (given) => {
        pieces = given;
        const whole = given.join('');
        const { text } = await http.post(server.url, { body: '' });
        const bytes = Buffer.byteLength(text);
        expect(whole.startsWith(text)).toBe(true);
        expect(bytes).toBeLessThanOrEqual(limit);
        expect(bytes).toBeGreaterThan(Math.min(limit - 4, Buffer.byteLength(whole) - 1));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a signal', () => {
  it('ends a request that has no answer, with its own reason', async () => {
    const server = await serve(() => {});
    const controller = new AbortController();
    const reason = new Error('time is up');
    const failure = failureOf(createHttp().post(server.url, { body: '', signal: controller.signal }));
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    controller.abort(reason);
    expect(await failure).toBe(reason);
  });

  it('ends a request in the middle of its answer', async () => {
    const server = await serve((response) => response.write('half'));
    const controller = new AbortController();
    const failure = failureOf(createHttp().post(server.url, { body: '', signal: controller.signal }));
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    controller.abort();
    expect((await failure).name).toBe('AbortError');
  });

  it('ends a request that waits for a connection, before anything of it is sent', async () => {
    const held: (() => void)[] = [];
    const server = await serve((response) => held.push(() => response.end()));
    const http = createHttp({ connections: 1 });
    const first = http.post(server.url, { body: 'first' });
    await vi.waitFor(() => expect(held).toHaveLength(1));
    const controller = new AbortController();
    const second = failureOf(http.post(server.url, { body: 'second', signal: controller.signal }));
    controller.abort();
    expect((await second).name).toBe('AbortError');
    held[0]?.();
    await first;
    const third = http.post(server.url, { body: 'third' });
    await vi.waitFor(() => expect(held).toHaveLength(2));
    held[1]?.();
    await third;
    expect(server.requests.map(({ body }) => body)).toEqual(['first', 'third']);
  });

  it('that was aborted before sends nothing', async () => {
    const server = await serve();
    const failure = failureOf(createHttp().post(server.url, { body: '', signal: AbortSignal.abort() }));
    expect((await failure).name).toBe('AbortError');
    expect(server.connections()).toBe(0);
  });

  it('holds nothing of a request that is over', async () => {
    const server = await serve();
    const { signal } = new AbortController();
    const remove = vi.spyOn(signal, 'removeEventListener');
    const add = vi.spyOn(signal, 'addEventListener');
    await createHttp().post(server.url, { body: '', signal });
    expect(add).toHaveBeenCalledOnce();
    expect(remove).toHaveBeenCalledOnce();
  });
});

describe('network trouble', () => {
  const path = '/services/T000/B000/secret?key=hidden';

  it('is an error with host and code, without the rest of the URL', async () => {
    const port = await closedPort();
    const error = await failureOf(createHttp().post(`http://127.0.0.1:${port}${path}`, { body: '' }));
    expect(error).toMatchObject({
      message: `127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`,
      code: 'ECONNREFUSED',
    });
    expect(error.cause).toBeUndefined();
    expect(isNetworkFault(error)).toBe(true);
  });

  it('names the causes of a host with several addresses', async () => {
    const port = await closedPort();
    const error = await failureOf(createHttp().post(`http://localhost:${port}${path}`, { body: '' }));
    expect(error).toMatchObject({ message: expect.stringContaining('ECONNREFUSED'), code: 'ECONNREFUSED' });
    expect(error.message.startsWith(`localhost:${port}: connect`)).toBe(true);
  });

  it('is an error when the receiver hangs up, or speaks something else than HTTP', async () => {
    const sockets: Socket[] = [];
    const raw = createServer((socket) => {
      sockets.push(socket);
      socket.once('data', (data) => (String(data).includes('/reset') ? socket.destroy() : socket.end('SSH-2.0\r\n')));
    });
    raw.listen(0, '127.0.0.1');
    await once(raw, 'listening');
    closers.push(() => raw.close());
    const address = raw.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const http = createHttp();
    for (const target of ['/reset/secret', '/other/secret']) {
      const error = await failureOf(http.post(`http://127.0.0.1:${address.port}${target}`, { body: '' }));
      expect(error.message).toMatch(new RegExp(`^127\\.0\\.0\\.1:${address.port}: .+`));
      expect(Object.values(error).concat(error.message, error.stack).join()).not.toContain('secret');
    }
  });

  it('has secrets blanked out', async () => {
    const redactor = new Redactor();
    redactor.add('token-name.invalid');
    const error = await failureOf(createHttp({ redactor }).post('http://token-name.invalid/', { body: '' }));
    expect(error.message).not.toContain('token-name');
    expect(error.message).toContain('[secret]');
  });

  it.each(['not a url', 'ftp://example.com/x', 'file:///etc/passwd', '/relative', ''])(
    'is not needed to refuse the URL %j',
    async (url) => {
      const error = await failureOf(createHttp().post(url, { body: '' }));
      expect(error).toBeInstanceOf(TypeError);
      expect(isNetworkFault(error)).toBe(false);
      expect(error.message).toMatch(/^The URL to reach/);
      expect(error.message).not.toContain('passwd');
    },
  );

  it('comes to a request that is on its way when everything is closed', async () => {
    const server = await serve(() => {});
    const http = createPluginHttp({ guard: createAddressGuard({ allow: [], deny: [] }) });
    const failure = failureOf(http.post(server.url, { body: '' }));
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    await http.close();
    expect((await failure).message).toContain('127.0.0.1');
  });
});

describe('refused addresses', () => {
  it('are not connected to', async () => {
    const server = await serve();
    const url = `http://127.0.0.1:${server.port}/secret`;
    const error = await failureOf(createHttp({ deny: ['127.0.0.0/8'] }).post(url, { body: '' }));
    expect(error).toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(isNetworkFault(error)).toBe(true);
    expect(error.message).toContain('127.0.0.1');
    expect(error.message).not.toContain('secret');
    expect(server.connections()).toBe(0);
  });

  it('are not connected to when a name resolves to them', async () => {
    const server = await serve();
    const url = `http://localhost:${server.port}/secret`;
    const http = createHttp({ deny: ['127.0.0.0/8', '::1'] });
    expect(await failureOf(http.post(url, { body: '' }))).toMatchObject({
      code: 'ADDRESS_REFUSED',
      message: expect.stringContaining('"localhost"'),
    });
    expect(server.connections()).toBe(0);
    expect((await createHttp().post(url, { body: '' })).status).toBe(200);
  });

  it('are refused the second time too', async () => {
    const http = createHttp();
    for (const _ of [1, 2]) {
      const error = await failureOf(http.post('http://169.254.169.254/latest/meta-data', { body: '' }));
      expect(error).toMatchObject({ code: 'ADDRESS_REFUSED' });
    }
  });
});

describe('a proxy of the environment', () => {
  it('gets requests for plain HTTP, with the right host for each', async () => {
    const proxy = await serve((response, { target }) => response.end(`proxied ${target}`));
    vi.stubEnv('http_proxy', proxy.url);
    vi.stubEnv('NO_PROXY', '');
    vi.stubEnv('no_proxy', '');
    const http = createHttp();
    const headers = Object.freeze({ 'x-shared': 'yes' });
    for (const host of ['one.example', 'two.example']) {
      expect((await http.post(`http://${host}/hook`, { json: 1 })).text).toBe(`proxied http://${host}/hook`);
      expect((await http.post(`http://${host}/hook`, { body: '', headers })).status).toBe(200);
      expect((await http.post(`http://${host}/hook`, {})).status).toBe(200);
    }
    expect(proxy.requests.map((request) => request.headers.host)).toEqual([
      ...Array(3).fill('one.example'),
      ...Array(3).fill('two.example'),
    ]);
    expect(proxy.requests[1]?.headers['x-shared']).toBe('yes');
  });

  it('is asked for a tunnel for HTTPS, and its refusal names no path', async () => {
    const proxy = await serve();
    vi.stubEnv('https_proxy', proxy.url);
    const error = await failureOf(createHttp().post('https://one.example/secret', { body: '' }));
    expect(proxy.requests).toMatchObject([{ method: 'CONNECT', target: 'one.example:443' }]);
    expect(error.message).toMatch(/^one\.example: /);
    expect(error.message).not.toContain('secret');
  });

  it('is passed by for hosts of NO_PROXY', async () => {
    const proxy = await serve();
    const server = await serve((response) => response.end('direct'));
    vi.stubEnv('http_proxy', proxy.url);
    vi.stubEnv('no_proxy', '127.0.0.1');
    expect((await createHttp().post(server.url, { body: '' })).text).toBe('direct');
    expect(proxy.requests).toEqual([]);
  });

  it('does not help against the guard', async () => {
    const proxy = await serve();
    vi.stubEnv('http_proxy', proxy.url);
    const http = createHttp();
    for (const host of ['169.254.169.254', 'metadata.google.internal', '[fe80::1]']) {
      expect(await failureOf(http.post(`http://${host}/`, { body: '' }))).toMatchObject({ code: 'ADDRESS_REFUSED' });
    }
    expect(proxy.requests).toEqual([]);
  });

  it('may itself be at an address that plugins must not reach', async () => {
    const proxy = await serve();
    vi.stubEnv('http_proxy', proxy.url);
    vi.stubEnv('no_proxy', '');
    const http = createHttp({ deny: ['127.0.0.0/8'] });
    expect((await http.post('http://one.example/', { body: '' })).status).toBe(200);
  });
});
