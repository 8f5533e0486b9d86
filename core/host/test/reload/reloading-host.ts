import { Bus } from '@headwind/bus';
import { MemoryQueue } from '@headwind/bus/memory-queue';
import { MemoryStateStore } from '@headwind/bus/memory-state-store';
import { eventOf } from '@headwind/plugin-testkit/events';
import { onTestFinished } from 'vitest';
import { PluginRouteTable } from '../../src/http/plugin-route-table.js';
import { Instances } from '../../src/instances.js';
import { Redactor } from '../../src/log/redactor.js';
import type { PreparedPlugin } from '../../src/plugins/load-plugin.js';
import { applyReload } from '../../src/reload/apply-reload.js';
import type { ReloadWork } from '../../src/reload/reload-work.js';
import { recordedLog } from '../plugins/recorded-log.js';

export interface ReloadingHost {
  readonly bus: Bus;
  readonly queue: MemoryQueue;
  readonly instances: Instances;
  readonly routes: PluginRouteTable;
  readonly log: ReturnType<typeof recordedLog>;
  readonly stopping: AbortController;
  apply(wanted: readonly PreparedPlugin[], commit?: () => void): Promise<ReloadWork>;
  /** Publishes one event of the kind; its id says which it is. */
  publish(id: string, kind?: 'update_failed' | 'rollback_failed'): Promise<void>;
  /** What answers `/plugins/<instance>/who`. */
  answer(instance: string): Promise<string | undefined>;
}

/** Bus, queue and instances as a host has them, started with these plugins, until the test is over. */
export async function reloadingHost(...plugins: PreparedPlugin[]): Promise<ReloadingHost> {
  const log = recordedLog();
  const queue = new MemoryQueue();
  const bus = new Bus({ queue, log });
  const routes = new PluginRouteTable(log);
  const stopping = new AbortController();
  const instances = new Instances({
    ...{ plugins, bus, routes, log, state: new MemoryStateStore(), redactor: new Redactor(), logOf: () => log },
    http: { post: () => Promise.reject(new Error('no network here')), fetch },
    status: () => Promise.reject(new Error('no status here')),
  });
  await instances.startChannelsAndObservers();
  await instances.startSources();
  onTestFinished(async () => {
    stopping.abort();
    await bus.stop(0);
    await instances.stopAll();
    await queue.close();
  });
  return {
    ...{ bus, queue, instances, routes, log, stopping },
    apply: (wanted, commit = () => undefined) =>
      applyReload(wanted, { instances, bus, stopping: stopping.signal }, commit),
    publish: async (id, kind = 'update_failed') => {
      const { source, ...draft } = eventOf(kind, { id, workload: { name: id } });
      await bus.publish([draft], source);
    },
    answer: async (instance) => {
      const route = routes.find('GET', `/plugins/${instance}/who`)?.route;
      return (await route?.handle(new Request('http://host/')))?.text();
    },
  };
}
