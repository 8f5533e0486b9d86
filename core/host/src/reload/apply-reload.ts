import type { Bus } from '@headwind/bus';
import type { EventFilter } from '@headwind/bus/router';
import type { PluginKind } from '@headwind/plugin-api';
import { filterOf, type HostedInstance } from '../hosted-instance.js';
import type { Instances } from '../instances.js';
import type { LoadedPlugin } from '../plugins/load-plugin.js';
import { InstancesNotStarted } from './instances-not-started.js';
import { isRefiltered, isRepaced } from './reload-plan.js';
import { type Coming, isOf, type ReloadWork, reloadWork, type Staying } from './reload-work.js';

export interface ReloadParts {
  readonly instances: Instances;
  readonly bus: Bus;
  /** Aborted when the host begins to stop. */
  readonly stopping: AbortSignal;
}

/*
 * A reload, from the instances that are live to those that are wanted
 *
 *   channels ──▶ observers ──▶ routing ──▶ sources ──▶ committed ──▶ lanes ──▶ done
 *       │            │                        │
 *       └── failed ──┴────────────────────────┴──▶ every step undone, the latest first ──▶ refused
 *
 * channels    the new ones are created and started beside the old ones, which go on
 * observers   the old ones stop, then the new ones start: both may want the same port
 * routing     events are stored for new channels too, and for changed ones by their old filter and by their new one, so
 *             that whatever a new source publishes misses nothing, and nothing is missed if this is undone
 * sources     the old ones stop, then the new ones start
 * committed   at one stroke: routing, routes and what is live are as the new configuration says
 * lanes       each changed channel ends its attempts under way, then its deliveries go on with the new instance, and the
 *             old one stops
 *
 * From `committed` on nothing fails. An instance that had not started and has not changed is tried again as well; where it
 * fails again, that refuses nothing.
 */

/**
 * Makes the wanted instances the live ones, all or none.
 *
 * @param commit is called at `committed`, for what else takes effect
 * @throws InstancesNotStarted; `BUS_STOPPING` when the host stops before. Then everything is as it was
 */
export async function applyReload(
  wanted: readonly LoadedPlugin[],
  parts: ReloadParts,
  commit: () => void,
): Promise<ReloadWork> {
  const reload = new Reload(wanted, parts);
  try {
    await reload.begin();
  } catch (error) {
    await reload.undo();
    throw error;
  }
  commit();
  await reload.commit();
  return reload.work;
}

class Reload {
  readonly work: ReloadWork;
  readonly #parts: ReloadParts;
  /** Stopped for good, unless this is undone. */
  readonly #retired: HostedInstance[] = [];
  readonly #undoing: (() => Promise<void>)[] = [];

  constructor(wanted: readonly LoadedPlugin[], parts: ReloadParts) {
    this.work = reloadWork(parts.instances.live, wanted);
    this.#parts = parts;
  }

  async begin(): Promise<void> {
    await this.#start('channel');
    await this.#retire('observer');
    await this.#start('observer');
    this.#widenRouting();
    await this.#retire('source');
    await this.#start('source');
  }

  async undo(): Promise<void> {
    for (const undo of this.#undoing.toReversed()) await undo();
  }

  async commit(): Promise<void> {
    const { instances, bus } = this.#parts;
    const { coming, staying, leaving, after } = this.work;
    const removed = leaving.filter(isOf('channel'));
    const switched = coming.filter(({ to }) => isOf('channel')(to));
    for (const { loaded } of removed) bus.removeChannel(loaded.config.name);
    for (const { loaded } of after.filter(isOf('channel'))) instances.route(loaded);
    instances.replaceAll(after);
    const gone = [...removed, ...switched.flatMap(({ from }) => from ?? [])].map(({ hosted }) => hosted);
    for (const hosted of [...this.#retired, ...gone]) hosted?.unmount();
    for (const { to } of coming) to.hosted?.mount();

    await Promise.all([
      ...removed.map(({ hosted }) => end(hosted)),
      ...switched.map(switchLane),
      ...staying.map(reconfigure),
    ]);
  }

  async #start(kind: PluginKind): Promise<void> {
    const { instances, stopping } = this.#parts;
    const coming = this.work.coming.filter(({ to }) => isOf(kind)(to));
    this.#undoing.push(async () => void (await Promise.all(coming.map(({ to }) => end(to.hosted)))));
    const failures: { instance: string; error: unknown }[] = [];
    const start = async ({ to, mayFail }: Coming): Promise<void> => {
      try {
        to.hosted = await instances.start(to.loaded, stopping);
      } catch (error) {
        if (mayFail && !stopping.aborted) instances.failed(to, error);
        else failures.push({ instance: to.loaded.config.name, error });
      }
    };
    await Promise.all(coming.map(start));
    const [first] = failures;
    if (first !== undefined) throw stopping.aborted ? first.error : new InstancesNotStarted(failures);
    if (kind === 'observer') for (const { to } of coming) to.hosted?.connect();
  }

  async #retire(kind: 'observer' | 'source'): Promise<void> {
    const { instances, stopping } = this.#parts;
    const { leaving, coming } = this.work;
    const going = [...leaving, ...coming.flatMap(({ from }) => from ?? [])].filter(
      (live) => isOf(kind)(live) && live.hosted !== undefined,
    );
    this.#undoing.push(async () => {
      if (!stopping.aborted) await Promise.all(going.map((live) => instances.startAndConnect(live)));
    });
    await Promise.all(
      going.map(async (live) => {
        const { hosted } = live;
        live.hosted = undefined;
        await end(hosted);
        if (hosted !== undefined) this.#retired.push(hosted);
      }),
    );
  }

  #widenRouting(): void {
    const { bus, instances } = this.#parts;
    const coming = this.work.coming.filter(({ to }) => isOf('channel')(to));
    const refiltered = this.work.staying.filter(({ change, to }) => isOf('channel')(to) && isRefiltered(change));
    this.#undoing.push(async () => {
      for (const { from, to } of coming) {
        if (from === undefined) bus.removeChannel(to.loaded.config.name);
        else instances.route(from.loaded);
      }
      for (const { change } of refiltered) instances.route(change.from);
    });
    for (const { from, to } of coming) this.#routeWidely(from?.loaded, to.loaded);
    for (const { change } of refiltered) this.#routeWidely(change.from, change.to);
  }

  #routeWidely(from: LoadedPlugin | undefined, to: LoadedPlugin): void {
    const { bus } = this.#parts;
    const accepts = from === undefined ? filterOf(to) : either(filterOf(from), filterOf(to));
    bus.addChannel(to.config.name, to.manifest.name, accepts);
  }
}

function either(one: EventFilter, other: EventFilter): EventFilter {
  return (event) => one(event) || other(event);
}

async function switchLane({ from, to }: Coming): Promise<void> {
  await from?.hosted?.disconnect();
  to.hosted?.connect();
  await from?.hosted?.stop();
}

/** The routing of a channel has changed already. */
async function reconfigure({ change, to: { loaded, hosted } }: Staying): Promise<void> {
  const isChannel = loaded.manifest.kind === 'channel';
  if (isChannel ? isRepaced(change) : isRefiltered(change)) await hosted?.reconfigure(loaded);
}

async function end(hosted: HostedInstance | undefined): Promise<void> {
  await hosted?.disconnect();
  await hosted?.stop();
}
