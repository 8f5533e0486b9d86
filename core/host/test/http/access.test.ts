import { request } from 'node:http';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../src/http/openapi/operations.js';
import { postJson, problemOf, runServer } from './running-server.js';

const TOKENS = [
  { token: 'publishing-token', role: 'publish' },
  { token: 'reading-token', role: 'read' },
  { token: 'operating-token', role: 'operate' },
] as const;

/** Every operation, at a path of no such thing. */
const REQUESTS = OPERATIONS.map(({ role, method, path }) => ({
  role,
  method: method.toUpperCase(),
  path: path.replaceAll(/\{\w+\}/g, 'nobody'),
}));

async function ask(url: string, method: string, path: string, headers: Record<string, string> = {}) {
  const reply = await fetch(url + path, { method, headers });
  // The live events have no end.
  if (reply.headers.get('content-type') === 'application/x-ndjson') await reply.body?.cancel();
  return reply;
}

describe.each(REQUESTS.filter(({ role }) => role !== 'public'))(
  'with tokens, $method $path',
  ({ role, method, path }) => {
    it(`needs the role ${role}, and operate does as well`, async () => {
      const { url } = await runServer({ server: { tokens: TOKENS } });
      expect(await problemOf(await ask(url, method, path))).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
      for (const known of TOKENS) {
        const reply = await ask(url, method, path, { authorization: `Bearer ${known.token}` });
        const isAllowed = known.role === role || known.role === 'operate';
        if (isAllowed) expect([401, 403]).not.toContain(reply.status);
        else expect(await problemOf(reply)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
      }
    });
  },
);

it.each(REQUESTS.filter(({ role }) => role === 'public'))('$method $path needs no token', async ({ method, path }) => {
  const { url } = await runServer({ server: { tokens: TOKENS } });
  expect([200, 204]).toContain((await ask(url, method, path)).status);
});

describe('tokens', () => {
  it('can be replaced while the server runs', async () => {
    const { url, access } = await runServer({ server: { tokens: TOKENS } });
    const statusWith = async (token: string) =>
      (await ask(url, 'GET', '/v1/channels', { authorization: `Bearer ${token}` })).status;
    expect(await statusWith('reading-token')).toBe(200);
    access.replaceTokens([{ token: 'another-token', role: 'read' }]);
    expect([await statusWith('reading-token'), await statusWith('another-token')]).toEqual([401, 200]);
  });

  it('that stand there twice have every role they are given', async () => {
    const tokens = [
      { token: 'one-token', role: 'publish' },
      { token: 'one-token', role: 'read' },
    ] as const;
    const { url } = await runServer({ server: { tokens } });
    const authorization = 'Bearer one-token';
    expect((await postJson(url, EXAMPLE_PAYLOAD, { authorization })).status).toBe(202);
    expect((await ask(url, 'GET', '/v1/channels', { authorization })).status).toBe(200);
    const reply = await ask(url, 'POST', '/v1/channels/chat/pause', { authorization });
    expect((await problemOf(reply)).detail).toContain('has the role publish and read, and this needs operate');
  });

  it('are asked for on loopback as well, once there is one', async () => {
    const { url } = await runServer({ server: { tokens: TOKENS } });
    expect((await ask(url, 'GET', '/v1/channels')).status).toBe(401);
  });
});

describe('without tokens', () => {
  it('everything is allowed on loopback', async () => {
    const { url } = await runServer();
    expect((await ask(url, 'GET', '/v1/channels')).status).toBe(200);
    expect((await ask(url, 'POST', '/v1/channels/chat/pause')).status).toBe(200);
    expect((await postJson(url, EXAMPLE_PAYLOAD)).status).toBe(202);
  });

  it('beyond loopback everybody may publish and read, and nobody operate', async () => {
    const { url, steered } = await runServer({ listen: '0.0.0.0' });
    for (const { role, method, path } of REQUESTS) {
      const reply = await ask(url, method, path);
      if (role !== 'operate') expect([401, 403]).not.toContain(reply.status);
      else expect(await problemOf(reply)).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
    }
    const reply = await ask(url, 'POST', '/v1/channels/chat/pause');
    expect((await problemOf(reply)).detail).toContain('HEADWIND_OPERATE_TOKEN');
    expect(steered.bus.pausedChannels).toEqual([]);
  });
});

describe('a web page that somebody has open', () => {
  const changing = REQUESTS.filter(({ method }) => method !== 'GET' && method !== 'OPTIONS');

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost'])(
    'of the origin %s changes nothing, whatever it sends',
    async (origin) => {
      const { url, intake, steered } = await runServer();
      for (const { method, path } of changing) {
        const reply = await ask(url, method, path.replace('nobody', 'chat'), { origin });
        expect(await problemOf(reply)).toMatchObject({ status: 403, code: 'CROSS_ORIGIN' });
      }
      expect((await postJson(url, EXAMPLE_PAYLOAD, { origin })).status).toBe(403);
      expect(intake.published).toEqual([]);
      expect(steered.bus.pausedChannels).toEqual([]);
    },
  );

  it('changes nothing with a token either', async () => {
    const { url } = await runServer({ server: { tokens: TOKENS } });
    const headers = { origin: 'https://evil.example', authorization: 'Bearer operating-token' };
    const reply = await ask(url, 'POST', '/v1/channels/chat/pause', headers);
    expect(await problemOf(reply)).toMatchObject({ status: 403, code: 'CROSS_ORIGIN' });
  });

  it('of the same origin may', async () => {
    const { url } = await runServer();
    expect((await ask(url, 'POST', '/v1/channels/chat/pause', { origin: url })).status).toBe(200);
  });
});

describe('a name that somebody else may have pointed at this machine', () => {
  const own = ['127.0.0.1', '[::1]:8080', '10.0.0.7:80', 'localhost:8080', 'headwind.localhost'];
  const foreign = ['evil.example:8080', 'localhost.evil.example', 'notlocalhost', '127.0.0.1.evil.example', 'a b', ''];

  it.each(own)('is not %s: everything is allowed there', async (host) => {
    const { port } = await runServer();
    expect(await statusAt(port, host, 'GET', '/v1/channels')).toBe(200);
    expect(await statusAt(port, host, 'POST', '/v1/channels/chat/pause')).toBe(200);
  });

  it.each(foreign)('may be %j: without tokens it shows and changes nothing', async (host) => {
    const { port, steered } = await runServer();
    for (const { role, method, path } of REQUESTS) {
      const isOpen = role === 'public' || role === 'publish';
      if (!isOpen) expect(await statusAt(port, host, method, path.replace('nobody', 'chat'))).toBe(403);
    }
    expect(steered.bus.pausedChannels).toEqual([]);
    expect(await statusAt(port, host, 'GET', '/healthz')).toBe(200);
    // It gets as far as the missing body.
    expect(await statusAt(port, host, 'POST', '/v1/events')).toBe(400);
  });

  it('is as good as any other where there are tokens', async () => {
    const { port } = await runServer({ server: { tokens: TOKENS } });
    expect(await statusAt(port, 'headwind.example', 'GET', '/v1/channels', 'Bearer reading-token')).toBe(200);
  });
});

/** `fetch` does not let the header Host be chosen. */
function statusAt(port: number, host: string, method: string, path: string, authorization = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { host, ...(authorization !== '' && { authorization }) };
    const asking = request({ port, host: '127.0.0.1', method, path, headers, setHost: false }, (reply) => {
      resolve(reply.statusCode ?? 0);
      reply.destroy();
    });
    asking.on('error', reject).end();
  });
}
