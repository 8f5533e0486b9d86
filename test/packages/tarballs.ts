import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../house/repository.js';
import { runCommand } from './run-command.js';

/** What is read of a packed package.json. */
export interface PackedManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly description?: string;
  readonly engines?: { readonly node?: string };
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string>>;
  readonly headwind?: {
    readonly apiVersion: number;
    readonly kind: string;
    readonly entry: string;
    readonly configSchema?: string;
  };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** One package, as `npm publish` would send it to a registry. */
export interface Tarball {
  /** Where it is on the disk. */
  readonly path: string;
  /** The folder in which it is unpacked. */
  readonly unpacked: string;
  /** For npm: `sha512-…`. */
  readonly integrity: string;
  readonly manifest: PackedManifest;
  /** What is in it, from the package's folder on. */
  readonly files: readonly string[];
}

/** Packs every package of the workspace, as last built, into a folder. */
export async function packEverything(folder: string): Promise<readonly Tarball[]> {
  const pack = ['pack', '--workspaces', '--pack-destination', folder, '--ignore-scripts', '--silent'];
  await runCommand('npm', pack, { cwd: REPOSITORY });
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tgz')).toSorted();
  return Promise.all(names.map((name) => tarballAt(join(folder, name), folder)));
}

async function tarballAt(path: string, cwd: string): Promise<Tarball> {
  const folder = path.replace(/\.tgz$/, '');
  await mkdir(folder);
  const listed = await runCommand('tar', ['-xvzf', path, '-C', folder], { cwd });
  const unpacked = join(folder, 'package');
  const files = listed.split('\n').filter((line) => line !== '' && !line.endsWith('/'));
  const manifest: PackedManifest = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8'));
  const integrity = `sha512-${createHash('sha512')
    .update(await readFile(path))
    .digest('base64')}`;
  return { path, unpacked, integrity, manifest, files: files.map((file) => file.replace(/^package\//, '')).toSorted() };
}
