import type { ReloadWork } from './reload-work.js';

/** What a reload did, by the names of instances. */
export interface ReloadedInstances {
  readonly started: readonly string[];
  readonly changed: readonly string[];
  readonly stopped: readonly string[];
  /** Tried again, and failed again: one sentence each. */
  readonly warnings: readonly string[];
}

export function reloadedInstances({ plan, coming, staying }: ReloadWork): ReloadedInstances {
  const again = coming.filter(({ mayFail }) => mayFail).map(({ to }) => to);
  const changed = new Set([...plan.replace, ...plan.adjust].map(({ to }) => to));
  const kept = [...coming.filter(({ mayFail }) => !mayFail), ...staying].map(({ to }) => to.loaded);
  return {
    started: [...plan.start, ...again.filter(({ hosted }) => hosted !== undefined).map(({ loaded }) => loaded)].map(
      nameOf,
    ),
    changed: kept.filter((loaded) => changed.has(loaded)).map(nameOf),
    stopped: plan.stop.map(nameOf),
    warnings: again.flatMap(({ loaded, code }) =>
      code === undefined ? [] : [`the instance ${nameOf(loaded)} did not start this time either (${code})`],
    ),
  };
}

function nameOf({ config }: { readonly config: { readonly name: string } }): string {
  return config.name;
}
