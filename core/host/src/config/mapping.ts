export type Mapping = Readonly<Record<string, unknown>>;

/** Whether a value of the configuration is a mapping of keys to values. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function valueAt(tree: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, segment) => {
    if (Array.isArray(at)) return typeof segment === 'number' ? at[segment] : undefined;
    return isMapping(at) && Object.hasOwn(at, segment) ? at[segment] : undefined;
  }, tree);
}

/** The tree with another value at a path of keys; unchanged where something else than a mapping stands in the way. */
export function withValueAt(tree: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (tree !== undefined && !isMapping(tree)) return tree;
  return { ...tree, [key]: withValueAt(tree?.[key], rest, value) };
}
