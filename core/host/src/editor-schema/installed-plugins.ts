import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { moduleFolders, type PluginOrigin, packageOfShortName } from '@headwind/plugin-loader/plugin-folders';
import { readPackage } from '@headwind/plugin-loader/plugin-package';

/**
 * Everything that `use` may call the installed plugins, by name: those are the packages with a manifest in the
 * `node_modules` folders where the host looks. Reads every package.json there, and runs nothing.
 */
export async function installedPlugins(origin: PluginOrigin): Promise<string[]> {
  const folders = await moduleFolders(origin);
  const names = await Promise.all(folders.map(pluginsIn));
  const uses = [...new Set(names.flat())].flatMap((name) => {
    const shortName = name.slice(SHORT_NAMES.length);
    return name.startsWith(SHORT_NAMES) ? [shortName, name] : [name];
  });
  return uses.toSorted();
}

const SHORT_NAMES = packageOfShortName('');

async function pluginsIn(modules: string): Promise<string[]> {
  const names = await namesIn(modules);
  const scoped = names
    .filter((name) => name.startsWith('@'))
    .map(async (scope) => (await namesIn(join(modules, scope))).map((name) => `${scope}/${name}`));
  const packages = [...names.filter((name) => /^[^@.]/.test(name)), ...(await Promise.all(scoped)).flat()];
  const plugins: string[] = [];
  for (const name of packages) if (await isPlugin(join(modules, name))) plugins.push(name);
  return plugins;
}

/** A package.json that cannot be read is none of a plugin's. */
async function isPlugin(folder: string): Promise<boolean> {
  const found = await readPackage(folder).catch(() => undefined);
  return found?.manifest !== undefined;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
