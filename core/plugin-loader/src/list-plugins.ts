import { type CodedError, isCodedError } from '@headwind/bus/coded-error';
import type { PluginKind } from '@headwind/plugin-api';
import { findPlugin } from './find-plugin.js';
import { installedShortNames, moduleFolders, type PluginOrigin } from './plugin-folders.js';
import { readManifest } from './read-manifest.js';
import { subscriptionOf } from './subscription.js';

/** A plugin as its package and manifest describe it. */
export interface ListedPlugin {
  readonly name: string;
  readonly kind: PluginKind;
  readonly version: string;
  readonly package: string;
  /** Kinds of event; a source subscribes to none. */
  readonly subscribes: readonly string[];
}

export interface PluginList {
  /** By name. */
  readonly plugins: readonly ListedPlugin[];
  /** What cannot be found, or is no plugin of this host. */
  readonly failures: readonly CodedError[];
}

/**
 * The plugins the host can find: those installed under `@headwind/`, the bundled ones among them, and those the
 * configuration uses. Reads manifests only, and runs nothing of a plugin.
 *
 * @param uses every `use` of the configuration
 */
export async function listPlugins(uses: readonly string[], origin: PluginOrigin): Promise<PluginList> {
  const installed = await installedShortNames(await moduleFolders(origin));
  const plugins = new Map<string, ListedPlugin>();
  const failures: CodedError[] = [];
  for (const use of new Set([...installed, ...uses])) {
    try {
      const found = await findPlugin(use, origin);
      // Also under `@headwind/`, and no plugins: the contract, the test kit.
      if (found.manifest === undefined && !uses.includes(use)) continue;
      const manifest = readManifest(found);
      const { name, kind } = manifest;
      const { version, folder } = found;
      plugins.set(folder, {
        name,
        kind,
        version,
        package: found.name,
        subscribes: kind === 'source' ? [] : subscriptionOf(manifest),
      });
    } catch (error) {
      if (!isCodedError(error)) throw error;
      failures.push(error);
    }
  }
  return { plugins: [...plugins.values()].toSorted((one, other) => one.name.localeCompare(other.name)), failures };
}
