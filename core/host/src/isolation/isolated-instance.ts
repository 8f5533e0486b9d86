import type { ChannelInstance, Health, ObserverInstance, PluginInstance } from '@headwind/plugin-api';
import { requestData, responseOf } from './http-data.js';
import { INTERRUPTIONS, type Interruptible } from './interruptible.js';
import { outcomeOf } from './outcome-data.js';
import { type SupervisorParts, WorkerSupervisor } from './worker-supervisor.js';

/**
 * Creates an instance in a worker thread of its own.
 *
 * @returns what looks as if `create` had given it here, of every kind
 * @throws what `create` throws, and `PLUGIN_WORKER_ENDED`
 */
export async function createIsolated(parts: SupervisorParts): Promise<ChannelInstance & ObserverInstance> {
  const supervisor = new WorkerSupervisor(parts);
  const { hasHealth, hasPreview, routes } = await supervisor.create();
  const common: PluginInstance & Interruptible = {
    start: () => supervisor.start(),
    stop: () => supervisor.stop(),
    health: () => healthOf(supervisor, hasHealth),
    [INTERRUPTIONS]: (tell) => supervisor.onInterruption(tell),
  };
  return {
    ...common,
    ...(routes !== undefined && {
      routes: routes.map((route, index) => ({ ...route, handle: handler(supervisor, index) })),
    }),
    ...(hasPreview && { preview: (event) => supervisor.calls.call('preview', [event]) }),
    async deliver(event, { id, number, signal }) {
      return outcomeOf(await supervisor.calls.call('deliver', [event, { id, number }], signal));
    },
    observe: (record) => supervisor.observe(record),
  };
}

async function healthOf(supervisor: WorkerSupervisor, says: boolean): Promise<Health> {
  const { trouble } = supervisor;
  if (trouble !== undefined) return { ok: false, detail: trouble };
  return (says ? await supervisor.calls.call('health', []) : undefined) ?? { ok: true };
}

/** @param route its place among the routes */
function handler(supervisor: WorkerSupervisor, route: number): (request: Request) => Promise<Response> {
  return async (request) => {
    const data = await requestData(request);
    return responseOf(await supervisor.calls.call('handle', [route, data], request.signal));
  };
}
