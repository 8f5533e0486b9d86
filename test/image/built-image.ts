import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../house/repository.js';
import { assembleBaseImage } from './base-image.js';
import type { ContainerStore } from './container-store.js';
import { npmBuildFlags } from './npm-secret.js';

/** What the documentation calls the image. */
export const IMAGE = 'ghcr.io/headwind-sh/notifications';

/** What the release gives the build. */
export const BUILD_ARGUMENTS = {
  VERSION: '1.2.3',
  REVISION: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  CREATED: '2025-11-06T10:30:00Z',
} as const;

/** Nothing is pulled; the format is Docker's, because that of OCI has no health check. */
const BUILD = ['build', '--isolation', 'chroot', '--pull=never', '--format', 'docker', '--network', 'host'];

/** Builds the Dockerfile of this repository into the store. */
export async function buildImage(store: ContainerStore): Promise<void> {
  const dockerfile = await readFile(join(REPOSITORY, 'Dockerfile'), 'utf8');
  const bases = new Set([...dockerfile.matchAll(/^FROM .*(docker\.io\/\S+)/gm)].map(([, name = '']) => name));
  for (const base of bases) await assembleBaseImage(store, base);
  const given = Object.entries(BUILD_ARGUMENTS).map(([name, value]) => `--build-arg=${name}=${value}`);
  await store.run('buildah', [...BUILD, ...given, ...(await npmBuildFlags(store)), '--tag', IMAGE, REPOSITORY]);
}

/** Builds a Dockerfile that somebody has in a folder of their own. */
export async function buildOnTop(store: ContainerStore, folder: string, tag: string): Promise<void> {
  await store.run('buildah', [...BUILD, '--tag', tag, folder]);
}
