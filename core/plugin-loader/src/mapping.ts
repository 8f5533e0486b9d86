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
