import type { PluginKind } from '@headwind/plugin-api';
import type { LiveInstance } from '../instances.js';
import type { PreparedPlugin } from '../plugins/load-plugin.js';
import { type Change, planReload, type ReloadPlan } from './reload-plan.js';

/** An instance that is to start, and what it takes the place of. */
export interface Coming {
  readonly from: LiveInstance | undefined;
  readonly to: LiveInstance;
  /** It had not started before either, and has not changed. */
  readonly mayFail: boolean;
}

/** An instance that goes on, under a configuration that is the same or needs no other instance. */
export interface Staying {
  readonly change: Change;
  readonly to: LiveInstance;
}

/** The plan of a reload, with the instances that there are. */
export interface ReloadWork {
  readonly plan: ReloadPlan;
  readonly coming: readonly Coming[];
  readonly staying: readonly Staying[];
  /** Those that nothing takes the place of. */
  readonly leaving: readonly LiveInstance[];
  /** What is live afterwards, in the order of the new configuration. */
  readonly after: readonly LiveInstance[];
}

export function reloadWork(live: readonly LiveInstance[], wanted: readonly PreparedPlugin[]): ReloadWork {
  const plan = planReload(
    live.map(({ loaded }) => loaded),
    wanted,
  );
  const liveOf = (loaded: PreparedPlugin) => live.find((each) => each.loaded === loaded);
  const coming: Coming[] = [
    ...plan.start.map((loaded) => ({ from: undefined, to: { loaded }, mayFail: false })),
    ...plan.replace.map(({ from, to }) => ({ from: liveOf(from), to: { loaded: to }, mayFail: false })),
  ];
  const staying: Staying[] = [];
  for (const change of [...plan.adjust, ...plan.keep]) {
    const from = liveOf(change.from);
    if (from?.hosted === undefined) coming.push({ from, to: { loaded: change.to }, mayFail: true });
    else staying.push({ change, to: { loaded: change.to, hosted: from.hosted } });
  }
  const after = new Map([...coming, ...staying].map(({ to }) => [to.loaded.config.name, to]));
  return {
    plan,
    coming,
    staying,
    leaving: plan.stop.flatMap((loaded) => liveOf(loaded) ?? []),
    after: wanted.flatMap(({ config }) => after.get(config.name) ?? []),
  };
}

/**
 * What runs and is to end, and may hold what an instance needs for its start, a port say: the one whose place it takes, and
 * those of its kind that nothing takes the place of. Channels listen on nothing, so nothing is in their way.
 */
export function inTheWayOf({ from, to }: Coming, { leaving }: ReloadWork): readonly LiveInstance[] {
  const { kind } = to.loaded.manifest;
  if (kind === 'channel') return [];
  return [...(from === undefined ? [] : [from]), ...leaving.filter(isOf(kind))].filter(
    ({ hosted }) => hosted !== undefined,
  );
}

export function isOf(kind: PluginKind): (live: LiveInstance) => boolean {
  return ({ loaded }) => loaded.manifest.kind === kind;
}
