import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the search for plugins starts. */
export interface PluginOrigin {
  /** The folder of the configuration file; the working directory where there is no file. */
  readonly configFolder: string;
  readonly workingFolder: string;
  /** A folder with plugins besides: packages by their names, or what `npm install --prefix` makes of it. */
  readonly pluginsFolder?: string;
}

const LOADER_FOLDER = dirname(fileURLToPath(import.meta.url));

/**
 * The `node_modules` folders that exist, in the order of the search: upward from the configuration file, then from the
 * working directory, then the folder with plugins and its `node_modules`, then upward from the loader, which is installed
 * with the host and the bundled plugins.
 */
export async function moduleFolders({ configFolder, workingFolder, pluginsFolder }: PluginOrigin): Promise<string[]> {
  const besides = pluginsFolder === undefined ? [] : [join(pluginsFolder, 'node_modules'), pluginsFolder];
  const folders = new Set([
    ...[configFolder, workingFolder].flatMap(modulesUpward),
    ...besides,
    ...modulesUpward(LOADER_FOLDER),
  ]);
  const there = await Promise.all([...folders].map(async (folder) => ((await isFolder(folder)) ? [folder] : [])));
  return there.flat();
}

/** The short names of the bundled plugins and of others installed under `@headwind/`. */
export async function installedShortNames(folders: readonly string[]): Promise<string[]> {
  const entries = await Promise.all(folders.map((folder) => namesIn(join(folder, '@headwind'))));
  const names = entries.flat().filter((name) => name.startsWith(SHORT_NAME_PREFIX));
  const shortNames = new Set(names.map((name) => name.slice(SHORT_NAME_PREFIX.length)));
  for (const name of NO_PLUGINS) shortNames.delete(name);
  return [...shortNames].toSorted();
}

/** `@headwind/plugin-api` and the like are for plugins, and none themselves. */
const NO_PLUGINS = ['api', 'di', 'loader', 'testkit'];

/** `slack` is the package `@headwind/plugin-slack`. */
const SHORT_NAME_PREFIX = 'plugin-';

export function packageOfShortName(shortName: string): string {
  return `@headwind/${SHORT_NAME_PREFIX}${shortName}`;
}

function modulesUpward(folder: string): string[] {
  const parent = dirname(folder);
  const modules = join(folder, 'node_modules');
  return parent === folder ? [modules] : [modules, ...modulesUpward(parent)];
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
