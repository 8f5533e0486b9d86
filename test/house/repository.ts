import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the repository. */
export interface RepositoryFile {
  /** From the top of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** The top folder of the repository. */
export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** What is made or fetched, and not written. */
const NOT_OURS: ReadonlySet<string> = new Set(['node_modules', 'dist', 'data', 'coverage', '.git']);

/** Every file whose path is wanted, by path. */
export async function repositoryFiles(isWanted: (path: string) => boolean): Promise<RepositoryFile[]> {
  const paths = (await pathsBelow('')).filter(isWanted).toSorted();
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(REPOSITORY, path), 'utf8') })));
}

async function pathsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(join(REPOSITORY, folder), { withFileTypes: true });
  const paths = entries.map(async (entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : pathsBelow(path);
    return entry.isFile() ? [path] : [];
  });
  return (await Promise.all(paths)).flat();
}
