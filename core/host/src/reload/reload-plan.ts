import { isDeepStrictEqual } from 'node:util';
import type { PreparedPlugin } from '../plugins/load-plugin.js';

/** One instance as it is, and as it is to be. */
export interface Change {
  readonly from: PreparedPlugin;
  readonly to: PreparedPlugin;
}

/** What becomes of each instance. Those that are to be stand in the order of the new configuration. */
export interface ReloadPlan {
  /** Not there before, or of another kind. */
  readonly start: readonly PreparedPlugin[];
  /** Not there any more, or of another kind. */
  readonly stop: readonly PreparedPlugin[];
  /** Another instance of the same kind takes its place: the plugin, its configuration or its templates changed. */
  readonly replace: readonly Change[];
  /** The instance goes on; what it gets, or how it is paced, changes. */
  readonly adjust: readonly Change[];
  /** Nothing changes that needs anything done. */
  readonly keep: readonly Change[];
}

/**
 * Compares what is live with what is wanted.
 *
 * @param live with what the plugins' schemas made of it, references resolved
 */
export function planReload(live: readonly PreparedPlugin[], wanted: readonly PreparedPlugin[]): ReloadPlan {
  const counterpart = (of: PreparedPlugin, among: readonly PreparedPlugin[]): PreparedPlugin | undefined =>
    among.find(({ config, manifest }) => config.name === of.config.name && manifest.kind === of.manifest.kind);
  const changes = wanted.flatMap((each): Change[] => {
    const from = counterpart(each, live);
    return from === undefined ? [] : [{ from, to: asItRuns(from, each) }];
  });
  return {
    start: wanted.filter((each) => counterpart(each, live) === undefined),
    stop: live.filter((each) => counterpart(each, wanted) === undefined),
    replace: changes.filter(needsAnother),
    adjust: changes.filter((change) => !needsAnother(change) && (isRefiltered(change) || isRepaced(change))),
    keep: changes.filter((change) => !needsAnother(change) && !isRefiltered(change) && !isRepaced(change)),
  };
}

/** Whether other events are for the instance. */
export function isRefiltered({ from, to }: Change): boolean {
  return to.manifest.kind !== 'source' && !isDeepStrictEqual(from.config.when, to.config.when);
}

/** Whether the lane of a channel is another. */
export function isRepaced({ from, to }: Change): boolean {
  return to.manifest.kind === 'channel' && !isDeepStrictEqual(from.config.lane, to.config.lane);
}

function needsAnother({ from, to }: Change): boolean {
  return (
    !runsTheSame({ from, to }) ||
    !isDeepStrictEqual(from.config.isolation, to.config.isolation) ||
    !isDeepStrictEqual(from.config.config, to.config.config) ||
    !isDeepStrictEqual(from.config.templates, to.config.templates)
  );
}

/**
 * A worker thread imports its plugin anew, so that a package that has changed on the disk is another plugin. One that is
 * broken still is the same, whatever is wrong with it now.
 */
function runsTheSame({ from, to }: Change): boolean {
  if (from.plugin === to.plugin) return true;
  const areIsolated = [from, to].every(({ config }) => config.isolation.type === 'worker');
  return areIsolated && isDeepStrictEqual(from.package, to.package);
}

/** What is wanted of an instance, with the package whose code runs. */
function asItRuns(from: PreparedPlugin, to: PreparedPlugin): PreparedPlugin {
  if (to.plugin === undefined || from.plugin !== to.plugin) return to;
  return { ...to, package: from.package, manifest: from.manifest };
}
