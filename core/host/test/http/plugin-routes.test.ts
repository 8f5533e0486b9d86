import { EventEmitter, once } from 'node:events';
import type { PluginRoute } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { HTTP_TIMEOUTS } from '../../src/http/timeouts.js';
import { type RunningServer, runServer } from './running-server.js';

describe('a route of a plugin', () => {
  it('is mounted under the name of its instance', async () => {
    const { url } = await runServer({
      routes: [
        { instance: 'metrics', routes: [{ method: 'GET', path: '/metrics', handle: () => new Response('up 1\n') }] },
        { instance: 'other', routes: [{ method: 'GET', path: '/metrics', handle: () => new Response('up 2\n') }] },
      ],
    });
    expect(await (await fetch(`${url}/plugins/metrics/metrics`)).text()).toBe('up 1\n');
    expect(await (await fetch(`${url}/plugins/other/metrics`)).text()).toBe('up 2\n');
  });

  it('gets the request as the Fetch API has it, its body byte for byte', async () => {
    const seen = new EventEmitter();
    const { url } = await run({
      method: 'POST',
      path: '/hook',
      handle: async (request) => {
        const body = new Uint8Array(await request.arrayBuffer());
        seen.emit('request', { method: request.method, url: request.url, type: request.headers.get('x-type'), body });
        return new Response(null, { status: 204 });
      },
    });
    const body = new Uint8Array([0, 0xff, 0x7b, 0x0a]);
    const request = once(seen, 'request');
    const reply = await fetch(`${url}/plugins/slack/hook?team=a%20b`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-anything', 'x-type': 'raw' },
    });
    expect(reply.status).toBe(204);
    expect(await request).toEqual([{ method: 'POST', url: `${url}/plugins/slack/hook?team=a%20b`, type: 'raw', body }]);
  });

  it('gets an empty body where none was sent', async () => {
    const { url } = await run({
      method: 'POST',
      path: '/hook',
      handle: async (request) => new Response(`<${await request.text()}>`),
    });
    expect(await (await fetch(`${url}/plugins/slack/hook`, { method: 'POST' })).text()).toBe('<>');
  });

  it('answers with its own status, headers and body', async () => {
    const { url } = await run({
      method: 'GET',
      path: '/page',
      handle: () =>
        new Response('{"a":1}', { status: 418, headers: { 'content-type': 'application/x-own', 'x-a': 'b' } }),
    });
    const reply = await fetch(`${url}/plugins/slack/page`);
    expect(reply.status).toBe(418);
    expect(reply.headers.get('content-type')).toBe('application/x-own');
    expect(reply.headers.get('x-a')).toBe('b');
    expect(await reply.text()).toBe('{"a":1}');
  });

  it('needs a token of the role it asks for, operate unless it says otherwise, and none where it is public', async () => {
    const handle = () => new Response('open');
    const { url } = await runServer({
      server: {
        tokens: [
          { token: 'reading-token', role: 'read' },
          { token: 'operating-token', role: 'operate' },
        ],
      },
      routes: [
        {
          instance: 'slack',
          routes: [
            { method: 'GET', path: '/open', access: 'public', handle },
            { method: 'GET', path: '/seen', access: 'read', handle },
            { method: 'GET', path: '/default', handle },
          ],
        },
      ],
    });
    const statusOf = async (path: string, token?: string) => {
      const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }) };
      return (await fetch(`${url}/plugins/slack/${path}`, { headers })).status;
    };
    expect([await statusOf('open'), await statusOf('seen'), await statusOf('default')]).toEqual([200, 401, 401]);
    expect([await statusOf('seen', 'reading-token'), await statusOf('default', 'reading-token')]).toEqual([200, 403]);
    expect(await statusOf('default', 'operating-token')).toBe(200);
  });

  it('answers at the root too where it asks for that, and the host is not there itself', async () => {
    const route: PluginRoute = { method: 'GET', path: '/metrics', atRoot: true, handle: () => new Response('up 1\n') };
    const own: PluginRoute = { method: 'GET', path: '/v1/channels', atRoot: true, handle: () => new Response('mine') };
    const { url, log } = await runServer({ routes: [{ instance: 'metrics', routes: [route, own] }] });
    expect(await (await fetch(`${url}/metrics`)).text()).toBe('up 1\n');
    expect(await (await fetch(`${url}/plugins/metrics/metrics`)).text()).toBe('up 1\n');
    expect(await (await fetch(`${url}/v1/channels`)).text()).not.toBe('mine');
    expect(log.lines).toMatchObject([{ fields: { error: { code: 'PLUGIN_ROUTE_INVALID' } } }]);
  });

  it('comes and goes with its instance while the server runs', async () => {
    const { url, pluginRoutes } = await runServer();
    const routed = (text: string): PluginRoute[] => [
      { method: 'GET', path: '/page', handle: () => new Response(text) },
    ];
    expect((await fetch(`${url}/plugins/slack/page`)).status).toBe(404);
    pluginRoutes.set('slack', routed('first'));
    expect(await (await fetch(`${url}/plugins/slack/page`)).text()).toBe('first');
    pluginRoutes.set('slack', routed('second'));
    expect(await (await fetch(`${url}/plugins/slack/page`)).text()).toBe('second');
    pluginRoutes.remove('slack');
    expect((await fetch(`${url}/plugins/slack/page`)).status).toBe(404);
  });

  it('answers the requests that came while its instance was there, though another takes its place meanwhile', async () => {
    const { url, pluginRoutes } = await runServer();
    const steps = new EventEmitter();
    const waiting: PluginRoute = {
      method: 'GET',
      path: '/page',
      access: 'public',
      handle: async () => {
        const goOn = once(steps, 'go on');
        steps.emit('asked');
        await goOn;
        return new Response('old');
      },
    };
    pluginRoutes.set('slack', [waiting]);
    const asked = once(steps, 'asked');
    const old = fetch(`${url}/plugins/slack/page`);
    await asked;
    pluginRoutes.set('slack', [{ ...waiting, handle: () => new Response('new') }]);
    expect(await (await fetch(`${url}/plugins/slack/page`)).text()).toBe('new');
    steps.emit('go on');
    expect(await (await old).text()).toBe('old');
  });

  it('is there for each of many requests while it is replaced again and again', async () => {
    const { url, pluginRoutes } = await runServer();
    const routes = (text: string): PluginRoute[] => [
      { method: 'POST', path: '/hook', handle: async (request) => new Response(`${text} ${await request.text()}`) },
    ];
    pluginRoutes.set('slack', routes('0'));
    const texts: string[] = [];
    for (let round = 1; round <= 20; round += 1) {
      const replies = Array.from({ length: 10 }, () =>
        fetch(`${url}/plugins/slack/hook`, { method: 'POST', body: 'x'.repeat(100) }),
      );
      pluginRoutes.set('slack', routes(String(round)));
      for (const reply of await Promise.all(replies)) texts.push(await reply.text());
    }
    expect(texts).toHaveLength(200);
    expect(texts.filter((text) => !/^\d+ x{100}$/.test(text))).toEqual([]);
  });

  it('at the root belongs to the instance that asked first, which the log says, until that one is gone', async () => {
    const { url, pluginRoutes, log } = await runServer();
    const routes = (text: string): PluginRoute[] => [
      { method: 'GET', path: '/metrics', atRoot: true, handle: () => new Response(text) },
    ];
    const root = async () => (await fetch(`${url}/metrics`)).text();
    pluginRoutes.set('one', routes('one'));
    pluginRoutes.set('two', routes('two'));
    expect([await root(), await (await fetch(`${url}/plugins/two/metrics`)).text()]).toEqual(['one', 'two']);
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { instance: 'two' } }]);
    expect(log.lines[0]?.message).toContain('/plugins/two/metrics');
    pluginRoutes.remove('one');
    expect(await root()).toBe('two');
  });

  it('of another access than there is is left out', async () => {
    const route: PluginRoute = { method: 'GET', path: '/page', handle: () => new Response('open') };
    // What a plugin in plain JavaScript can do.
    Object.assign(route, { access: 'everybody' });
    const { url, log } = await run(route);
    expect((await fetch(`${url}/plugins/slack/page`)).status).toBe(404);
    expect(log.lines).toMatchObject([{ fields: { error: { code: 'PLUGIN_ROUTE_INVALID' } } }]);
  });

  it('is asked for a role before the host reads a body for it', async () => {
    const { url } = await runServer({
      server: { tokens: [{ token: 'operating-token', role: 'operate' }], bodyLimitBytes: 10 },
      routes: [{ instance: 'slack', routes: [{ method: 'POST', path: '/hook', handle: () => new Response('taken') }] }],
    });
    const body = 'x'.repeat(100);
    expect((await fetch(`${url}/plugins/slack/hook`, { method: 'POST', body })).status).toBe(401);
    expect((await fetch(`${url}/plugins/nobody/hook`, { method: 'POST', body })).status).toBe(404);
  });

  it('may be asked from a web page of another origin only where it is public', async () => {
    const handle = () => new Response('taken');
    const { url } = await runServer({
      routes: [
        {
          instance: 'slack',
          routes: [
            { method: 'POST', path: '/hook', handle },
            { method: 'POST', path: '/open', access: 'public', handle },
          ],
        },
      ],
    });
    const headers = { origin: 'https://evil.example' };
    expect((await fetch(`${url}/plugins/slack/hook`, { method: 'POST', headers })).status).toBe(403);
    expect((await fetch(`${url}/plugins/slack/open`, { method: 'POST', headers })).status).toBe(200);
  });

  it('takes its path to the letter', async () => {
    const { url } = await run({ method: 'GET', path: '/a:b', handle: () => new Response('found') });
    expect((await fetch(`${url}/plugins/slack/a:b`)).status).toBe(200);
    expect((await fetch(`${url}/plugins/slack/anything`)).status).toBe(404);
  });

  it('gets 405 for another method, and 404 beside it', async () => {
    const { url } = await run({ method: 'GET', path: '/page', handle: () => new Response('found') });
    const reply = await fetch(`${url}/plugins/slack/page`, { method: 'POST', body: 'x' });
    expect(reply.status).toBe(405);
    expect(reply.headers.get('allow')).toBe('GET');
    expect((await fetch(`${url}/plugins/slack`)).status).toBe(404);
  });

  it('does not get a body beyond the limit', async () => {
    const { url } = await run({ method: 'POST', path: '/hook', handle: () => new Response('taken') });
    const reply = await fetch(`${url}/plugins/slack/hook`, { method: 'POST', body: 'x'.repeat(2 * 1024 * 1024) });
    expect(reply.status).toBe(413);
  });

  it.each<[string, PluginRoute['handle']]>([
    [
      'throws',
      () => {
        throw new Error('inner detail');
      },
    ],
    ['rejects', () => Promise.reject(new Error('inner detail'))],
  ])('that %s gets 500 without the details, which are logged', async (_name, handle) => {
    const { url, log } = await run({ method: 'GET', path: '/page', handle });
    const reply = await fetch(`${url}/plugins/slack/page`);
    expect(reply.status).toBe(500);
    const text = await reply.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'PLUGIN_ROUTE_FAILED' });
    expect(text).toContain('slack');
    expect(text).not.toContain('inner detail');
    expect(log.lines).toMatchObject([
      { level: 'error', fields: { instance: 'slack', error: new Error('inner detail') } },
    ]);
  });

  it('that gives no Response gets 500', async () => {
    const route: PluginRoute = { method: 'GET', path: '/page', handle: () => new Response() };
    // What a plugin in plain JavaScript can do.
    Object.assign(route, { handle: () => 'text' });
    const { url } = await run(route);
    const reply = await fetch(`${url}/plugins/slack/page`);
    expect(reply.status).toBe(500);
    expect(await reply.json()).toMatchObject({ code: 'PLUGIN_ROUTE_FAILED' });
  });

  it('that never answers gets 500 when its time is up, and sees its signal aborted', async () => {
    const seen = new EventEmitter();
    const aborted = once(seen, 'aborted');
    const { url } = await runServer({
      timeouts: { ...HTTP_TIMEOUTS, pluginMs: 30 },
      routes: [
        {
          instance: 'slack',
          routes: [
            {
              method: 'GET',
              path: '/page',
              handle: (request) => {
                request.signal.addEventListener('abort', () => seen.emit('aborted'));
                return new Promise<Response>(() => undefined);
              },
            },
          ],
        },
      ],
    });
    const reply = await fetch(`${url}/plugins/slack/page`);
    expect(reply.status).toBe(500);
    expect(await reply.json()).toMatchObject({ code: 'PLUGIN_ROUTE_FAILED' });
    await aborted;
  });

  it('sees its signal aborted when the client goes away, and not before', async () => {
    const seen = new EventEmitter();
    const { url } = await run({
      method: 'POST',
      path: '/hook',
      handle: async (request) => {
        const aborted = once(request.signal, 'abort');
        seen.emit('asked', await request.text(), request.signal.aborted);
        await aborted;
        seen.emit('aborted');
        return new Response();
      },
    });
    const asked = once(seen, 'asked');
    const aborted = once(seen, 'aborted');
    const client = new AbortController();
    const reply = fetch(`${url}/plugins/slack/hook`, { method: 'POST', body: 'text', signal: client.signal });
    const failure = expect(reply).rejects.toThrow();
    expect(await asked).toEqual(['text', false]);
    // The body has been read for a while by the time that another request is answered.
    await fetch(`${url}/healthz`);
    expect(seen.listenerCount('aborted')).toBe(1);
    client.abort();
    await failure;
    await aborted;
  });

  it.each<[string, PluginRoute[]]>([
    ['a path without a slash', [{ method: 'GET', path: 'page', handle: () => new Response() }]],
    ['a wildcard', [{ method: 'GET', path: '/*', handle: () => new Response() }]],
    [
      'the same route twice',
      [
        { method: 'GET', path: '/page', handle: () => new Response() },
        { method: 'GET', path: '/page', handle: () => new Response() },
      ],
    ],
  ])('that is %s is left out and reported, and the others are mounted', async (_name, routes) => {
    const { url, log } = await runServer({
      routes: [
        { instance: 'slack', routes },
        { instance: 'other', routes: [{ method: 'GET', path: '/page', handle: () => new Response('fine') }] },
      ],
    });
    expect(log.lines).toMatchObject([
      { level: 'error', fields: { instance: 'slack', error: { code: 'PLUGIN_ROUTE_INVALID' } } },
    ]);
    expect(await (await fetch(`${url}/plugins/other/page`)).text()).toBe('fine');
  });
});

function run(route: PluginRoute): Promise<RunningServer> {
  return runServer({ routes: [{ instance: 'slack', routes: [route] }] });
}
