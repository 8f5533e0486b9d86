import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { REPOSITORY } from '../house/repository.js';

/** What is read of an entry of package-lock.json: https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json#packages */
export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  /** Of a package of the house: the folder it is a link to. */
  readonly resolved?: string;
  readonly link?: boolean;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Every package of the lock file, by its folder: `node_modules/zod`, `core/bus`; the repository itself is ''. */
export type LockFile = ReadonlyMap<string, LockedPackage>;

export async function readLockFile(): Promise<LockFile> {
  const { packages } = JSON.parse(await readFile(join(REPOSITORY, 'package-lock.json'), 'utf8'));
  return new Map(Object.entries<LockedPackage>(packages));
}

/** A package of somebody else, which one of the house needs when it runs. */
export interface ProductionPackage extends LockedPackage {
  readonly name: string;
  readonly folder: string;
}

/**
 * What is installed with the packages of the house, directly or not, on any platform; without what only their tests and
 * their build need, and without peers that are optional.
 */
export function productionPackages(lock: LockFile): readonly ProductionPackage[] {
  const reached = new Set([...lock.keys()].filter((folder) => /^(core|plugins)\//.test(folder)));
  // A set gives what is added to it while it is gone through.
  for (const folder of reached) {
    for (const name of neededBy(lock.get(folder) ?? {})) {
      const found = lookUp(lock, folder, name);
      if (found !== undefined) reached.add(found);
    }
  }
  return [...reached]
    .filter((folder) => folder.includes('node_modules/') && lock.get(folder)?.link !== true)
    .map((folder) => ({ ...lock.get(folder), folder, name: folder.slice(folder.lastIndexOf('node_modules/') + 13) }))
    .toSorted((one, other) => (one.folder < other.folder ? -1 : 1));
}

function neededBy(locked: LockedPackage): string[] {
  const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} } = locked;
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
}

/** The folder in which Node finds a package from another one's; undefined where an optional one is not in the lock file. */
function lookUp(lock: LockFile, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = posix.dirname(folder)) {
    const candidate = posix.join(folder, 'node_modules', name);
    const found = lock.get(candidate);
    if (found?.link === true) return found.resolved;
    if (found !== undefined) return candidate;
    if (folder === '.' || folder === '') return undefined;
  }
}
