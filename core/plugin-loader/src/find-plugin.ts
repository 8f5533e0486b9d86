import { join, resolve } from 'node:path';
import { CodedError } from '@headwind/bus/coded-error';
import { nearestName } from '@headwind/bus/nearest-name';
import { PLUGIN_NOT_FOUND } from './loader-errors.js';
import { installedShortNames, moduleFolders, type PluginOrigin, packageOfShortName } from './plugin-folders.js';
import { type PluginPackage, readPackage } from './plugin-package.js';

/**
 * Finds the package that `use` means, without running anything of it: a short name (`slack` is
 * `@headwind/plugin-slack`), the full name of any other package, or, with a dot or a slash in front, a folder seen from
 * the configuration file.
 *
 * @throws `PLUGIN_NOT_FOUND`; `MANIFEST_INVALID` when a package.json cannot be read
 */
export async function findPlugin(use: string, origin: PluginOrigin): Promise<PluginPackage> {
  if (use.startsWith('.') || use.startsWith('/')) return findFolder(use, origin);
  if (!PACKAGE_NAME.test(use)) {
    throw new CodedError(PLUGIN_NOT_FOUND, `"${use}" is neither a package name nor a path.`, {
      remedy: 'Write a short name (slack), a full package name (@acme/plugin), or a path that starts with ./ or /.',
    });
  }
  return findInstalled(use, origin);
}

/** Names as npm takes them, with or without a scope: they cannot lead out of node_modules. */
const PACKAGE_NAME = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i;

async function findFolder(use: string, { configFolder }: PluginOrigin): Promise<PluginPackage> {
  const folder = resolve(configFolder, use);
  const found = await readPackage(folder);
  if (found) return found;
  throw new CodedError(PLUGIN_NOT_FOUND, `"${use}" means the folder ${folder}, which has no package.json.`, {
    remedy:
      "Name the folder that holds the plugin's package.json; a relative path starts at the configuration file, or without one at the working directory.",
  });
}

async function findInstalled(use: string, origin: PluginOrigin): Promise<PluginPackage> {
  const folders = await moduleFolders(origin);
  const isShort = !use.startsWith('@');
  if (isShort) {
    const bundled = await findIn(folders, packageOfShortName(use));
    if (bundled) return bundled;
  }
  const found = await findIn(folders, use);
  // Many a short name is also the name of a package that has nothing to do with Headwind.
  if (found && (!isShort || found.manifest !== undefined)) return found;
  throw await notFound(use, folders, origin);
}

async function findIn(folders: readonly string[], name: string): Promise<PluginPackage | undefined> {
  for (const folder of folders) {
    const found = await readPackage(join(folder, name));
    if (found) return found;
  }
  return undefined;
}

async function notFound(use: string, folders: readonly string[], origin: PluginOrigin): Promise<CodedError> {
  const wanted = use.startsWith('@') ? use : packageOfShortName(use);
  const names = use.startsWith('@') ? wanted : `${wanted} or ${use} with a plugin manifest`;
  const places =
    folders.length === 0 ? 'there is no node_modules folder to look in' : `looked in ${folders.join(', ')}`;
  const installed = await installedShortNames(folders);
  const nearest = nearestName(use, use.startsWith('@') ? installed.map(packageOfShortName) : installed);
  const hint = nearest === undefined ? '' : `Did you mean "${nearest}"? Otherwise: `;
  return new CodedError(PLUGIN_NOT_FOUND, `No package ${names} is installed; ${places}.`, {
    remedy: `${hint}npm install ${wanted} in ${origin.pluginsFolder ?? origin.configFolder}, or correct \`use\`.`,
  });
}
