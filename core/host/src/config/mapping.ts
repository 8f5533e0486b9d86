import { isMapping, type Mapping, valueAt } from '@headwind/plugin-loader/mapping';

// A manifest, too, is read with them, so that they stand with the loader.
export { isMapping, type Mapping, valueAt };

/** The tree with another value at a path of keys; unchanged where something else than a mapping stands in the way. */
export function withValueAt(tree: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (tree !== undefined && !isMapping(tree)) return tree;
  return { ...tree, [key]: withValueAt(tree?.[key], rest, value) };
}
