import type { ConfigOrigin } from './host-config.js';
import { isMapping } from './mapping.js';
import type { ConfigPath, Locate, Problem } from './problem.js';

/** A configuration before it is checked. */
export interface Source {
  readonly origin: ConfigOrigin;
  /** As it is written. */
  readonly written: unknown;
  /** The same with its references resolved. */
  readonly tree: unknown;
  /** The places whose value comes from a reference. */
  readonly references: readonly ConfigPath[];
  readonly locate: Locate;
  /** A problem of a plugin's own `config`, as one of what the value comes from: a variable, say. */
  readonly attribute: (problem: Problem) => Problem;
}

/**
 * The tree without keys that have no value, such as a section whose every line is commented out: they count as not
 * given. The `config` of plugins is left as it is.
 */
export function withoutEmptyKeys(tree: unknown, path: ConfigPath = []): unknown {
  if (tree === null && path.length === 0) return {};
  if (!isMapping(tree) || (isInstance(path.slice(0, -1)) && path[2] === 'config')) return tree;
  const entries = Object.entries(tree).flatMap(([key, value]): [string, unknown][] => {
    const place = [...path, key];
    if (value !== null) return [[key, withoutEmptyKeys(value, place)]];
    return isInstance(place) ? [[key, {}]] : [];
  });
  return Object.fromEntries(entries);
}

function isInstance(path: ConfigPath): boolean {
  return path.length === 2 && path[0] === 'plugins';
}
