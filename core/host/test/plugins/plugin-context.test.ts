import {
  definePlugin,
  describe as describeEvent,
  type HostStatus,
  type HttpPost,
  type Plugin,
  type PluginHttp,
} from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LoadedPlugin } from '../../src/plugins/load-plugin.js';
import { createPluginContext } from '../../src/plugins/plugin-context.js';
import { memoryState } from './memory-state.js';
import { pluginConfig } from './plugin-config.js';
import { recordedLog } from './recorded-log.js';

const channel = definePlugin({
  kind: 'channel',
  config: z.unknown(),
  create: () => ({ deliver: () => Promise.reject(new Error('not in this test')) }),
});

const source = definePlugin({ kind: 'source', config: z.unknown(), create: () => ({}) });

function loadedAs(name: string, plugin: Plugin): LoadedPlugin {
  return {
    config: pluginConfig('fixture', { name }),
    package: { folder: '/fixture', file: '/fixture/package.json', name: 'fixture', version: '1.0.0', manifest: {} },
    manifest: { apiVersion: 1, kind: plugin.kind, name: 'fixture', entry: './plugin.js' },
    plugin,
    settings: Object.freeze({ url: 'https://example.com' }),
    warnings: [],
  };
}

const observer = definePlugin({ kind: 'observer', config: z.unknown(), create: () => ({ observe: () => undefined }) });

const STATUS: HostStatus = { version: '1.2.3', configuration: { loadedAt: 0 }, channels: [] };

/** A http service with a secret of the host's own, which no plugin may reach. */
class HostHttp implements PluginHttp {
  readonly pool = { secret: true };
  async post(url: string, { body = '' }: HttpPost) {
    return { status: this.pool.secret ? 200 : 500, text: `${url} ${body}`, header: () => undefined };
  }
  async fetch() {
    return new Response(this.pool.secret ? 'fetched' : null);
  }
}

function setup(name = 'oncall', plugin: Plugin = channel) {
  const log = recordedLog();
  const state = memoryState();
  const stopping = new AbortController();
  const published: string[] = [];
  const ctx = createPluginContext(loadedAs(name, plugin), {
    describe: (event) => ({ ...describeEvent(event), title: 'in words of its own' }),
    log,
    http: new HostHttp(),
    state,
    signal: stopping.signal,
    publish: async ({ kind }) => {
      published.push(kind);
      return { id: 'e1', duplicate: false };
    },
    status: async () => STATUS,
  });
  return { ctx, log, state, stopping, published };
}

describe('the context of an instance', () => {
  it('has the name, the settings, and working log, http and state', async () => {
    const { ctx, log, state } = setup();
    expect(ctx.name).toBe('oncall');
    expect(ctx.config).toEqual({ url: 'https://example.com' });
    ctx.log.warn('careful', { step: 1 });
    expect(log.lines).toEqual([{ level: 'warn', message: 'careful', fields: { step: 1 } }]);
    expect((await ctx.http.post('https://example.com', { body: 'x' })).text).toBe('https://example.com x');
    expect(await (await ctx.http.fetch('https://example.com')).text()).toBe('fetched');
    await ctx.state.set('thread', 7);
    expect(await ctx.state.get('thread')).toBe(7);
    expect([...state.values.keys()]).toEqual(['oncall/thread']);
    await ctx.state.delete('thread');
    expect(state.values.size).toBe(0);
  });

  it('words events as it is told to', () => {
    expect(setup().ctx.describe(eventOf('update_failed'))).toMatchObject({ title: 'in words of its own', emoji: '❌' });
  });

  it('has exactly what the contract says, for each kind', () => {
    expect(Object.keys(setup().ctx)).toEqual(['name', 'config', 'describe', 'log', 'http', 'state', 'signal']);
    expect(Object.keys(setup('feed', source).ctx)).toEqual([
      'name',
      'config',
      'describe',
      'log',
      'http',
      'state',
      'signal',
      'publish',
    ]);
    expect(Object.keys(setup('metrics', observer).ctx)).toEqual([
      'name',
      'config',
      'describe',
      'log',
      'http',
      'state',
      'signal',
      'status',
    ]);
  });

  it('lets a source publish', async () => {
    const { ctx, published } = setup('feed', source);
    if (!('publish' in ctx)) throw new Error('a source cannot publish');
    const receipt = await ctx.publish({
      kind: 'update_detected',
      workload: { namespace: 'production', name: 'nginx' },
      data: { currentImage: 'nginx:1.25', newImage: 'nginx:1.26' },
    });
    expect(receipt).toEqual({ id: 'e1', duplicate: false });
    expect(published).toEqual(['update_detected']);
  });

  it('tells an observer how things stand', async () => {
    const { ctx } = setup('metrics', observer);
    if (!('status' in ctx)) throw new Error('an observer cannot ask');
    expect(await ctx.status()).toEqual(STATUS);
  });

  it('is frozen, and so is every part of it', () => {
    const { ctx } = setup('feed', source);
    for (const part of [ctx, ctx.config, ctx.log, ctx.http, ctx.state]) expect(Object.isFrozen(part)).toBe(true);
  });

  it('leads to nothing of the host: its parts have functions only, with no properties of their own', () => {
    const { ctx } = setup();
    for (const part of [ctx.log, ctx.http, ctx.state]) {
      for (const [name, value] of Object.entries(part)) {
        expect(typeof value, name).toBe('function');
        expect(Object.keys(value), name).toEqual([]);
      }
      expect(Object.getPrototypeOf(part)).toBe(Object.prototype);
    }
  });

  it('aborts its signal when the host is stopping', () => {
    const { ctx, stopping } = setup();
    expect(ctx.signal.aborted).toBe(false);
    stopping.abort();
    expect(ctx.signal.aborted).toBe(true);
  });

  it('keeps an instance from playing a stop on the others', () => {
    const { ctx, stopping } = setup();
    let heard = false;
    stopping.signal.addEventListener('abort', () => {
      heard = true;
    });
    ctx.signal.dispatchEvent(new Event('abort'));
    expect(heard).toBe(false);
  });
});
