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

  it('needs no token of the host: whom it answers is its own to say', async () => {
    const handle = () => new Response('open');
    const { url } = await runServer({
      server: { tokens: ['secret-token'] },
      routes: [{ instance: 'slack', routes: [{ method: 'GET', path: '/open', handle }] }],
    });
    expect((await fetch(`${url}/plugins/slack/open`)).status).toBe(200);
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
