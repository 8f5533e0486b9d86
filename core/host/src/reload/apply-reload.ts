import type { Bus } from '@headwind/bus';
import type { EventFilter } from '@headwind/bus/router';
import { filterOf, type HostedInstance } from '../hosted-instance.js';
import type { Instances, LiveInstance } from '../instances.js';
import type { PreparedPlugin } from '../plugins/load-plugin.js';
import { InstancesNotStarted } from './instances-not-started.js';
import { isRefiltered } from './reload-plan.js';
import { type Coming, inTheWayOf, isOf, type ReloadWork, reloadWork } from './reload-work.js';
import { end, reconfigure, switchOver } from './switch-over.js';

export interface ReloadParts {
  readonly instances: Instances;
  readonly bus: Bus;
  /** Aborted when the host begins to stop. */
  readonly stopping: AbortSignal;
}

/*
 * A reload, from the instances that are live to those that are wanted
 *
 *   loaded ──▶ beside ──▶ routing ──▶ new sources ──▶ sources ──▶ observers ──▶ committed ──▶ lanes ──▶ done
 *     │          │                         │             │            │
 *     │          └── failed ───────────────┴─────────────┴────────────┴──▶ every step undone, the latest first ──▶ refused
 *     └── one whose package is broken ──▶ refused
 *
 * beside       channels and observers are created and started beside the old ones, which go on. An observer that does not
 *              start may want a port that an old one has: where there is one that ends, it is tried again at `observers`
 * routing      events are stored for new channels too, and for changed ones by their old filter and by their new one, so
 *              that whatever a new source publishes misses nothing, and nothing is missed if this is undone
 * new sources  those that take nobody's place start; one that does not is tried again at `sources` in the same way
 * sources      of changed ones the old one stops, then the new one starts: both would publish the same
 * observers    those to be tried again: what is in their way stops, then they start. Last, because an observer that is
 *              stopped and started again has forgotten what it counted
 * committed    at one stroke: routing, routes, observing and what is live are as the new configuration says
 * lanes        each changed channel ends its attempts under way, then its deliveries go on with the new instance; what
 *              nobody needs any more stops
 *
 * In the way of an instance are the one whose place it takes, and those of its kind that nothing takes the place of.
 * Until `committed` a new observer gets records only where no old one of its name runs. From `committed` on nothing fails.
 * An instance that had not started and has not changed is tried again as well; where it fails again, or its package is
 * broken still, that refuses nothing.
 */

/**
 * Makes the wanted instances the live ones, all or none.
 *
 * @param commit is called at `committed`, for what else takes effect
 * @throws InstancesNotStarted; `BUS_STOPPING` when the host stops before. Then everything is as it was
 */
export async function applyReload(
  wanted: readonly PreparedPlugin[],
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

interface Failure {
  readonly coming: Coming;
  readonly error: unknown;
}

class Reload {
  readonly work: ReloadWork;
  readonly #parts: ReloadParts;
  /** Stopped for good, unless this is undone. */
  readonly #retired: HostedInstance[] = [];
  readonly #undoing: (() => Promise<void>)[] = [];

  constructor(wanted: readonly PreparedPlugin[], parts: ReloadParts) {
    this.work = reloadWork(parts.instances.live, wanted);
    this.#parts = parts;
  }

  async begin(): Promise<void> {
    this.#giveUpBroken();
    const coming = this.work.coming.filter(({ to }) => to.loaded.fault === undefined);
    const sources = coming.filter(({ to }) => isOf('source')(to));
    const observers = await this.#startBeside(coming.filter((each) => !sources.includes(each)));
    this.#widenRouting();
    const changed = sources.filter(({ from }) => from?.hosted !== undefined);
    const again = await this.#startBeside(sources.filter((each) => !changed.includes(each)));
    await this.#startInstead([...changed, ...again]);
    await this.#startInstead(observers);
  }

  async undo(): Promise<void> {
    for (const undo of this.#undoing.toReversed()) await undo();
  }

  async commit(): Promise<void> {
    const { instances, bus } = this.#parts;
    const { coming, staying, leaving, after } = this.work;
    for (const { loaded } of leaving.filter(isOf('channel'))) bus.removeChannel(loaded.config.name);
    for (const { loaded } of after.filter(isOf('channel'))) instances.route(loaded);
    instances.replaceAll(after);
    const gone = [...leaving, ...coming.flatMap(({ from }) => from ?? [])].map(({ hosted }) => hosted);
    for (const hosted of [...this.#retired, ...gone]) hosted?.unmount();
    for (const { to } of coming) to.hosted?.mount();

    await Promise.all([
      ...leaving.map(({ hosted }) => end(hosted)),
      ...coming.map(switchOver),
      ...staying.map(reconfigure),
    ]);
  }

  /** @returns those that did not start, and may when what is in their way has stopped */
  async #startBeside(coming: readonly Coming[]): Promise<readonly Coming[]> {
    const failures = await this.#start(coming);
    const isBlocked = (failure: Failure) => inTheWayOf(failure.coming, this.work).length > 0;
    this.#giveUp(failures.filter((failure) => !isBlocked(failure)));
    return failures.filter(isBlocked).map((failure) => failure.coming);
  }

  async #startInstead(coming: readonly Coming[]): Promise<void> {
    await this.#retire(new Set(coming.flatMap((each) => inTheWayOf(each, this.work))));
    this.#giveUp(await this.#start(coming));
  }

  async #start(coming: readonly Coming[]): Promise<readonly Failure[]> {
    const { instances, stopping } = this.#parts;
    this.#undoing.push(async () => void (await Promise.all(coming.map(({ to }) => end(to.hosted)))));
    const failures: Failure[] = [];
    const start = async (each: Coming): Promise<void> => {
      try {
        each.to.hosted = await instances.start(each.to.loaded, stopping);
      } catch (error) {
        failures.push({ coming: each, error });
      }
    };
    await Promise.all(coming.map(start));
    const [first] = failures;
    if (first !== undefined && stopping.aborted) throw first.error;
    for (const { from, to } of coming) {
      if (isOf('observer')(to) && from?.hosted === undefined) to.hosted?.connect();
    }
    return failures;
  }

  /** Before anything starts: they cannot. */
  #giveUpBroken(): void {
    const failures = this.work.coming.flatMap((coming) => {
      const { fault: error } = coming.to.loaded;
      return error === undefined ? [] : [{ coming, error }];
    });
    this.#giveUp(failures);
  }

  #giveUp(failures: readonly Failure[]): void {
    for (const { coming, error } of failures) if (coming.mayFail) this.#parts.instances.failed(coming.to, error);
    const refusing = failures.filter(({ coming }) => !coming.mayFail);
    if (refusing.length === 0) return;
    throw new InstancesNotStarted(
      refusing.map(({ coming, error }) => ({ instance: coming.to.loaded.config.name, error })),
    );
  }

  async #retire(going: ReadonlySet<LiveInstance>): Promise<void> {
    const { instances, stopping } = this.#parts;
    this.#undoing.push(async () => {
      if (!stopping.aborted) await Promise.all([...going].map((live) => instances.startAndConnect(live)));
    });
    await Promise.all(
      [...going].map(async (live) => {
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

  #routeWidely(from: PreparedPlugin | undefined, to: PreparedPlugin): void {
    const { bus } = this.#parts;
    const accepts = from === undefined ? filterOf(to) : either(filterOf(from), filterOf(to));
    bus.addChannel(to.config.name, to.manifest.name, accepts);
  }
}

function either(one: EventFilter, other: EventFilter): EventFilter {
  return (event) => one(event) || other(event);
}
