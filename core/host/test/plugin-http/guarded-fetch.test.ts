import { gzipSync } from 'node:zlib';
import { isNetworkFault } from '@headwind/plugin-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Redactor } from '../../src/log/redactor.js';
import { createAddressGuard } from '../../src/plugin-http/address-guard.js';
import { createPluginHttp } from '../../src/plugin-http/plugin-http.js';
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

function createFetch(deny: readonly string[] = [], redactor = new Redactor()): typeof fetch {
  const http = createPluginHttp({ guard: createAddressGuard({ allow: [], deny }), redactor });
  closers.push(http.close);
  return http.fetch;
}

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error('did not fail with an Error');
  return error;
}

describe('fetch', () => {
  it('answers with a Response of the Fetch API', async () => {
    const server = await serve((response) => {
      response.writeHead(201, 'Made', { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] });
      response.end('{"ok":true}');
    });
    const response = await createFetch()(`${server.url}/a`);
    expect(response).toBeInstanceOf(Response);
    expect(response).toMatchObject({ status: 201, statusText: 'Made', ok: true, redirected: false });
    expect(response.url).toBe(`${server.url}/a`);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.json()).toEqual({ ok: true });
    expect(server.requests[0]?.method).toBe('GET');
  });

  it('streams a body', async () => {
    const server = await serve((response) => {
      response.write('one ');
      response.end('two');
    });
    const { body } = await createFetch()(server.url);
    const chunks: Uint8Array[] = [];
    for await (const chunk of body ?? []) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('one two');
  });

  it('unpacks a compressed body', async () => {
    const server = await serve((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('unpacked'));
    });
    expect(await (await createFetch()(server.url)).text()).toBe('unpacked');
  });

  it('takes an answer without a body', async () => {
    const server = await serve((response) => response.writeHead(204).end());
    const response = await createFetch()(server.url, { method: 'DELETE' });
    expect(response).toMatchObject({ status: 204, body: null });
    expect(server.requests[0]?.method).toBe('DELETE');
  });

  it('takes every kind of body, a URL, and a Request', async () => {
    const server = await serve();
    const fetch = createFetch();
    const form = new FormData();
    form.set('field', 'form value');
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('stream'));
        controller.close();
      },
    });
    const url = new URL(server.url);
    await fetch(url, { method: 'POST', body: 'text', headers: { 'x-a': 'b' } });
    await fetch(url, { method: 'PUT', body: new Uint8Array([98, 105, 110]) });
    await fetch(url, { method: 'POST', body: new URLSearchParams({ a: 'b c' }) });
    await fetch(url, { method: 'POST', body: form });
    await fetch(url, { method: 'POST', body: stream, duplex: 'half' });
    await fetch(new Request(url, { method: 'PATCH', body: 'request', headers: { 'x-c': 'd' } }));
    expect(server.requests.map(({ method, body }) => [method, body])).toEqual([
      ['POST', 'text'],
      ['PUT', 'bin'],
      ['POST', 'a=b+c'],
      ['POST', expect.stringContaining('form value')],
      ['POST', 'stream'],
      ['PATCH', 'request'],
    ]);
    expect(server.requests[0]?.headers).toMatchObject({ 'x-a': 'b' });
    expect(server.requests[3]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(server.requests[5]?.headers).toMatchObject({ 'x-c': 'd' });
  });

  it('keeps its connections', async () => {
    const server = await serve();
    const fetch = createFetch();
    for (const _ of [1, 2, 3]) await (await fetch(server.url)).text();
    expect(server.connections()).toBe(1);
  });
});

describe('redirects of fetch', () => {
  it('are followed, and the answer says where it came from', async () => {
    const server = await serve((response, { target }) =>
      target === '/a' ? response.writeHead(307, { location: '/b' }).end() : response.end('there'),
    );
    const response = await createFetch()(`${server.url}/a`, { method: 'POST', body: 'again' });
    expect(response).toMatchObject({ redirected: true, url: `${server.url}/b` });
    expect(await response.text()).toBe('there');
    expect(server.requests.map(({ method, body }) => [method, body])).toEqual([
      ['POST', 'again'],
      ['POST', 'again'],
    ]);
  });

  it.each([
    'http://169.254.169.254/latest/secret',
    'http://metadata.google.internal/secret',
    'http://[::ffff:a9fe:a9fe]/',
  ])('are not followed to %s', async (location) => {
    const server = await serve((response) => response.writeHead(302, { location }).end());
    const error = await failureOf(createFetch()(server.url));
    expect(error).toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(error.message).not.toContain('secret');
  });

  it('are not followed to a name that is refused', async () => {
    const inner = await serve();
    const location = `http://localhost:${inner.port}/secret`;
    const server = await serve((response) => response.writeHead(302, { location }).end());
    expect((await createFetch()(server.url)).status).toBe(200);
    const error = await failureOf(createFetch(['localhost'])(server.url));
    expect(error).toMatchObject({ code: 'ADDRESS_REFUSED', message: expect.stringContaining('"localhost"') });
    expect(inner.requests).toHaveLength(1);
  });

  it('may be left alone, or be a failure', async () => {
    const server = await serve((response) => response.writeHead(302, { location: '/secret' }).end());
    const fetch = createFetch();
    const response = await fetch(server.url, { redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toContain('/secret');
    const error = await failureOf(fetch(`${server.url}/secret`, { redirect: 'error' }));
    expect(error.message).toBe(`127.0.0.1:${server.port}: answered with a redirect, which the request does not allow`);
  });

  it('end somewhere', async () => {
    const server = await serve((response) => response.writeHead(302, { location: '/secret' }).end());
    const error = await failureOf(createFetch()(server.url));
    expect(error.message).toBe(`127.0.0.1:${server.port}: redirected more than 20 times`);
    expect(server.requests).toHaveLength(21);
  });

  it('do not repeat what is no URL', async () => {
    const server = await serve((response) => response.writeHead(302, { location: 'http://[secret' }).end());
    const error = await failureOf(createFetch()(server.url));
    expect(error.message).toBe(`127.0.0.1:${server.port}: redirected to what is not a valid URL`);
  });
});

describe('network trouble of fetch', () => {
  it('is an error with host and code, without the rest of the URL', async () => {
    const port = await closedPort();
    const error = await failureOf(createFetch()(`http://127.0.0.1:${port}/services/secret?key=secret`));
    expect(error).toMatchObject({
      message: `127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`,
      code: 'ECONNREFUSED',
    });
    expect([error.stack, ...Object.values(error)].join()).not.toContain('secret');
    expect(isNetworkFault(error)).toBe(true);
  });

  it('is an error when the receiver hangs up', async () => {
    const server = await serve((response) => response.socket?.destroy());
    const error = await failureOf(createFetch()(`${server.url}/secret`));
    expect(error).toMatchObject({ code: 'ECONNRESET' });
    expect(error.message).not.toContain('secret');
  });

  it('in the middle of a body reaches whoever reads it', async () => {
    const server = await serve((response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.socket?.destroy());
    });
    const error = await failureOf(createFetch()(`${server.url}/secret`).then((response) => response.text()));
    expect(error.message).not.toContain('secret');
    expect(isNetworkFault(error)).toBe(true);
  });

  it('has secrets blanked out', async () => {
    const redactor = new Redactor();
    redactor.add('token-name.invalid');
    const error = await failureOf(createFetch([], redactor)('http://token-name.invalid/'));
    expect(error.message).toContain('[secret]');
    expect(error.message).not.toContain('token-name');
  });

  it.each([
    ['not a url', /not a valid URL/],
    ['data:text/plain,secret', /must start with http/],
    ['file:///etc/secret', /must start with http/],
    ['http://me:secret@127.0.0.1/', /must not hold a user name or password/],
  ])('is not needed to refuse the URL %j', async (url, message) => {
    const error = await failureOf(createFetch()(url));
    expect(error).toBeInstanceOf(TypeError);
    expect(isNetworkFault(error)).toBe(false);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('secret');
  });
});

describe('a signal of fetch', () => {
  it('ends a request that has no answer, with its own reason', async () => {
    const server = await serve(() => {});
    const controller = new AbortController();
    const reason = new Error('time is up');
    const failure = failureOf(createFetch()(server.url, { signal: controller.signal }));
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    controller.abort(reason);
    expect(await failure).toBe(reason);
  });

  it('ends a body that never comes to its end', async () => {
    const server = await serve((response) => response.write('half'));
    const controller = new AbortController();
    const response = await createFetch()(server.url, { signal: controller.signal });
    const failure = failureOf(response.text());
    controller.abort();
    expect((await failure).name).toBe('AbortError');
  });

  it('ends a body that nobody reads', async () => {
    let hungUp = false;
    const server = await serve((response) => {
      response.on('close', () => {
        hungUp = true;
      });
      response.write('half');
    });
    const controller = new AbortController();
    const response = await createFetch()(server.url, { signal: controller.signal });
    controller.abort();
    await vi.waitFor(() => expect(hungUp).toBe(true));
    const error = await failureOf(response.text());
    expect(error.name).toBe('AbortError');
    expect(isNetworkFault(error)).toBe(false);
  });

  it('counts as well in a Request', async () => {
    const server = await serve(() => {});
    const controller = new AbortController();
    const failure = failureOf(createFetch()(new Request(server.url, { signal: controller.signal })));
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    controller.abort();
    expect((await failure).name).toBe('AbortError');
  });

  it('that was aborted before sends nothing', async () => {
    const server = await serve();
    await failureOf(createFetch()(server.url, { signal: AbortSignal.abort() }));
    expect(server.connections()).toBe(0);
  });
});

describe('refused addresses of fetch', () => {
  it('are not connected to, neither as they are nor by name', async () => {
    const server = await serve();
    const fetch = createFetch(['127.0.0.0/8', '::1']);
    for (const host of ['127.0.0.1', 'localhost']) {
      const error = await failureOf(fetch(`http://${host}:${server.port}/secret`));
      expect(error).toMatchObject({ code: 'ADDRESS_REFUSED', message: expect.stringContaining(`"${host}"`) });
      expect(error.message).not.toContain('secret');
    }
    expect(server.connections()).toBe(0);
  });
});

describe('a proxy of the environment, for fetch', () => {
  it('gets requests for plain HTTP', async () => {
    const proxy = await serve((response, { target }) => response.end(`proxied ${target}`));
    vi.stubEnv('http_proxy', proxy.url);
    vi.stubEnv('no_proxy', '');
    const response = await createFetch(['127.0.0.0/8'])('http://one.example/hook');
    expect(await response.text()).toBe('proxied http://one.example/hook');
  });

  it('is asked for a tunnel for HTTPS', async () => {
    const proxy = await serve();
    vi.stubEnv('https_proxy', proxy.url);
    vi.stubEnv('no_proxy', '');
    await createFetch()('https://one.example/secret').catch(() => {});
    expect(proxy.requests).toMatchObject([{ method: 'CONNECT', target: 'one.example:443' }]);
  });

  it('is passed by for hosts of NO_PROXY, whose addresses are then guarded', async () => {
    const proxy = await serve();
    const server = await serve((response) => response.end('direct'));
    vi.stubEnv('http_proxy', proxy.url);
    vi.stubEnv('no_proxy', 'localhost');
    expect(await (await createFetch()(`http://localhost:${server.port}/`)).text()).toBe('direct');
    const refused = failureOf(createFetch(['127.0.0.0/8', '::1'])(`http://localhost:${server.port}/`));
    expect(await refused).toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(proxy.requests).toEqual([]);
  });

  it('does not help against the guard', async () => {
    const proxy = await serve();
    vi.stubEnv('http_proxy', proxy.url);
    const error = await failureOf(createFetch()('http://169.254.169.254/'));
    expect(error).toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(isNetworkFault(error)).toBe(true);
    expect(proxy.requests).toEqual([]);
  });
});
