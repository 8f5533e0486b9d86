import type { RepositoryFile } from './repository.js';

/** What is read of a package.json. */
interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** One package of the house. */
export interface HousePackage {
  /** `core/bus` */
  readonly folder: string;
  /** `@headwind/bus` */
  readonly name: string;
  /** What it needs when it runs, peers among it; a peer that may be any version is named by its `peerDependenciesMeta` alone. */
  readonly needs: readonly string[];
  /** What only its build and tests need. */
  readonly needsInTests: readonly string[];
  /** The modules it is made of. */
  readonly modules: readonly RepositoryFile[];
}

/** Whether a file says what a package is made of: its package.json and its modules, without tests. */
export function isOfPackage(path: string): boolean {
  return /^(core|plugins)\/[^/]+\/(package\.json|(src|bin)\/.*\.[cm]?[jt]s)$/.test(path);
}

export function packagesIn(files: readonly RepositoryFile[]): HousePackage[] {
  return files.flatMap(({ path, text }) => {
    const folder = /^((?:core|plugins)\/[^/]+)\/package\.json$/.exec(path)?.[1];
    if (folder === undefined) return [];
    const manifest: Manifest = JSON.parse(text);
    const { name, dependencies, peerDependencies, peerDependenciesMeta } = manifest;
    const { optionalDependencies, devDependencies = {} } = manifest;
    return {
      folder,
      name,
      needs: Object.keys({ ...dependencies, ...peerDependencies, ...peerDependenciesMeta, ...optionalDependencies }),
      needsInTests: Object.keys(devDependencies),
      modules: files.filter((file) => file.path.startsWith(`${folder}/`) && file.path !== path),
    };
  });
}
