import { Bus } from '@headwind/bus';
import { MemoryQueue } from '@headwind/bus/memory-queue';
import { MemoryStateStore } from '@headwind/bus/memory-state-store';
import { definePlugin, delivered, type Health } from '@headwind/plugin-api';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PluginRouteTable } from '../src/http/plugin-route-table.js';
import { Instances } from '../src/instances.js';
import { Redactor } from '../src/log/redactor.js';
import type { LoadedPlugin } from '../src/plugins/load-plugin.js';
import { loadedPlugin } from './loaded-plugin.js';

const nothing = () => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function channel(name: string, health: () => Health | Promise<Health>): LoadedPlugin {
  const plugin = definePlugin({
    kind: 'channel',
    config: z.unknown(),
    create: () => {
      if (name === 'broken') throw new Error('broken');
      return { deliver: () => delivered(), health };
    },
  });
  return loadedPlugin(name, { plugin });
}

async function started(...plugins: LoadedPlugin[]): Promise<Instances> {
  const queue = new MemoryQueue();
  const bus = new Bus({ queue, log: silent });
  const redactor = new Redactor();
  redactor.add('s3cret');
  const http = { post: () => Promise.reject(new Error('no network here')), fetch };
  const state = new MemoryStateStore();
  const routes = new PluginRouteTable(silent);
  const status = () => Promise.reject(new Error('no status here'));
  const parts = { bus, http, state, redactor, routes, status, log: silent, logOf: () => silent };
  const instances = new Instances({ plugins, ...parts });
  await instances.startChannelsAndObservers();
  stops.push(async () => {
    await bus.stop(0);
    await instances.stopAll();
    await queue.close();
  });
  return instances;
}

describe('the troubles of instances', () => {
  it('are none when all have started and are well', async () => {
    const instances = await started(channel('well', () => ({ ok: true })));
    expect(await instances.troubles()).toEqual([]);
  });

  it('name what did not start, what is not well, and what cannot say, without secrets', async () => {
    const instances = await started(
      channel('broken', () => ({ ok: true })),
      channel('unwell', () => ({ ok: false, detail: 'the token s3cret has expired' })),
      channel('throws', () => {
        throw new Error('thrown');
      }),
      channel('hangs', () => new Promise(() => undefined)),
    );
    expect((await instances.troubles()).toSorted()).toEqual([
      'The instance broken did not start (PLUGIN_CREATE_FAILED).',
      'The instance hangs is not well: it cannot say how it is; see the log of the host.',
      'The instance throws is not well: it cannot say how it is; see the log of the host.',
      'The instance unwell is not well: the token [secret] has expired.',
    ]);
  });
});
