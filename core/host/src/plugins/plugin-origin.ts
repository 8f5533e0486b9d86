import { resolve } from 'node:path';
import type { PluginOrigin } from '@headwind/plugin-loader/plugin-folders';
import type { LoadConfigOptions } from '../config/load-config.js';

/**
 * Where the plugins of a configuration are looked for.
 *
 * @param folder where its relative paths begin, absolute
 */
export function pluginOrigin(
  folder: string,
  { env, cwd, embedded = false }: Pick<LoadConfigOptions, 'env' | 'cwd' | 'embedded'>,
): PluginOrigin {
  const named = embedded ? undefined : env.HEADWIND_PLUGINS || undefined;
  return {
    configFolder: folder,
    workingFolder: cwd,
    ...(named !== undefined && { pluginsFolder: resolve(cwd, named) }),
  };
}
