import type { Manifest } from '@headwind/plugin-api';
import { fruitlessPatterns, misspeltKeys } from '@headwind/plugin-loader/manifest-slips';
import type { PluginPackage } from '@headwind/plugin-loader/plugin-package';

/**
 * What is probably a slip in the manifest of an instance's plugin, one sentence each. No problems, as a manifest may be
 * newer than this host.
 *
 * @param instance its name
 */
export function manifestWarnings(instance: string, found: PluginPackage, manifest: Manifest): string[] {
  const said = (slip: string): string => `${instance}: ${found.file}: ${slip}`;
  return [
    ...misspeltKeys(found).map(({ key, nearest }) =>
      said(`"headwind.${key}" is passed over; did its author mean "${nearest}"?`),
    ),
    ...fruitlessPatterns(manifest).map((pattern) =>
      said(`headwind.subscribes names "${pattern}", which fits no kind of event that this host knows`),
    ),
  ];
}
