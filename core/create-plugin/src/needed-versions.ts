import { readFile } from 'node:fs/promises';

/**
 * The versions that a new plugin needs, by package: the development dependencies of this package. Lerna keeps those of the
 * house at what was released with it.
 */
export async function neededVersions(): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(text);
  return devDependencies;
}
