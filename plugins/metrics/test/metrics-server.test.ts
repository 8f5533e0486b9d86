import { once } from 'node:events';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openInstance } from './open-metrics.js';
import { deliveryRecord } from './records.js';

/** An instance with a port of its own, and the URL that its log tells. */
async function openPort(config: Readonly<Record<string, unknown>> = {}) {
  const { instance, log } = await openInstance({ listen: '127.0.0.1:0', ...config });
  await instance.start?.();
  const url = String(log.lines.find(({ message }) => message.includes('port of their own'))?.fields?.address);
  return { instance, url, log };
}

/** The status of a scrape that names the server so; `fetch` lets nobody choose the header. */
async function statusUnder(host: string, url: string, headers: Readonly<Record<string, string>> = {}) {
  const request = get(url, { headers: { host, ...headers }, agent: false });
  const [response] = await once(request, 'response');
  response.resume();
  return response.statusCode;
}

describe('a port of their own', () => {
  it('is not opened unless configured', async () => {
    const { instance, log } = await openInstance({});
    await instance.start?.();
    expect(log.lines).toEqual([]);
  });

  it('answers /metrics', async () => {
    const { instance, url } = await openPort();
    instance.observe(deliveryRecord());
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toContain('\nheadwind_notifications_slack_sent_total 1\n');
  });

  it('answers in OpenMetrics where that is asked for', async () => {
    const { url } = await openPort();
    const response = await fetch(url, { headers: { accept: 'application/openmetrics-text' } });
    expect(response.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  });

  it('answers HEAD without a body', async () => {
    const { url } = await openPort();
    const response = await fetch(url, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  it.each([
    ['GET', '/', 200, 'are at /metrics'],
    ['GET', '/metrics?name[]=up', 200, 'headwind_build_info'],
    ['GET', '/v1/events', 404, 'are at /metrics'],
    ['GET', '/metrics/', 404, 'are at /metrics'],
    ['POST', '/metrics', 405, 'Expected GET or HEAD'],
  ])('answers %s %s with %i', async (method, path, status, text) => {
    const { url } = await openPort();
    const response = await fetch(new URL(path, url), { method });
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(text);
  });

  it('answers whoever bears the token, and nobody else', async () => {
    const { url } = await openPort({ token: 'metrics-token' });
    const ask = (authorization?: string) =>
      fetch(url, { headers: authorization === undefined ? {} : { authorization } });
    expect((await ask('Bearer metrics-token')).status).toBe(200);
    expect((await ask('bearer metrics-token')).status).toBe(200);
    for (const wrong of [undefined, 'Bearer metrics-toke', 'Bearer metrics-token2', 'Basic metrics-token', 'Bearer']) {
      const response = await ask(wrong);
      expect(response.status, wrong).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await response.text()).not.toContain('headwind_');
    }
    expect((await fetch(new URL('/', url))).status).toBe(401);
  });

  it.each([
    '127.0.0.1',
    '127.0.0.1:9090',
    '[::1]:9090',
    '10.1.2.3',
    'localhost:9090',
    'LOCALHOST',
    'metrics.localhost',
  ])('is answered on loopback under %s', async (host) => {
    const { url } = await openPort();
    expect(await statusUnder(host, url)).toBe(200);
  });

  it.each(['metrics.example.com', 'localhost.example.com', 'notlocalhost:9090', '127.0.0.1.example.com', 'a b'])(
    'is refused on loopback under %j, which may be the name of a web page',
    async (host) => {
      const { url } = await openPort();
      expect(await statusUnder(host, url)).toBe(403);
      expect(await statusUnder(host, new URL('/', url).href)).toBe(403);
    },
  );

  it('is answered under any name with a token, and beyond loopback', async () => {
    const guarded = await openPort({ token: 'metrics-token' });
    const bearer = { authorization: 'Bearer metrics-token' };
    expect(await statusUnder('metrics.example.com', guarded.url, bearer)).toBe(200);
    expect(await statusUnder('metrics.example.com', guarded.url)).toBe(401);
    const open = await openPort({ listen: '0.0.0.0:0', allowUnauthenticated: true });
    expect(await statusUnder('metrics.example.com', open.url.replace('0.0.0.0', '127.0.0.1'))).toBe(200);
  });

  it('says what to do when the address is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { instance } = await openInstance({ listen: `127.0.0.1:${port}` });
    await expect(async () => instance.start?.()).rejects.toThrow(
      `The metrics cannot listen at 127.0.0.1:${port} (EADDRINUSE). Choose another address with "listen"`,
    );
  });

  it('is closed by a stop, whoever is still connected', async () => {
    const { instance, url } = await openPort();
    await (await fetch(url)).text();
    await instance.stop?.();
    await expect(fetch(url)).rejects.toThrow();
    await instance.stop?.();
  });
});
