import { type KubernetesObject, nameOf } from './rendered.js';

/** An object's name, where in it, and what to put there; undefined takes the place out. */
export type Plant = readonly [name: string, path: readonly (string | number)[], value: unknown];

/**
 * The objects with one mistake in them.
 *
 * @throws Error where there is no such object, or nothing at the place's parent
 */
export function planted(objects: readonly KubernetesObject[], [name, path, value]: Plant): KubernetesObject[] {
  const changed = structuredClone([...objects]);
  const object = changed.find((each) => nameOf(each) === name);
  const last = path.at(-1);
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (isKeyed(at) ? at[key] : undefined), object);
  if (last === undefined || !isKeyed(parent)) throw new Error(`nothing at ${path.join('.')} of ${name}`);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return changed;
}

/** Mappings and lists alike: what has keys. */
function isKeyed(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
