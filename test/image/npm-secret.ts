import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPOSITORY } from '../house/repository.js';
import { runCommand } from '../packages/run-command.js';
import type { ContainerStore } from './container-store.js';

/** Where the build has them. A place to mount something stays behind in the image, empty. */
const CACHE = '/tmp/npm/cache';
const TRUSTED = '/tmp/npm/trusted.pem';

/** npm as it is configured on this machine: its registry, what it trusts, and what it has fetched before. */
export async function npmBuildFlags(store: ContainerStore): Promise<string[]> {
  const configured = async (key: string): Promise<string> =>
    (await runCommand('npm', ['config', 'get', key], { cwd: REPOSITORY })).trim();
  const [registry, cache, caFile] = [
    await configured('registry'),
    await configured('cache'),
    await configured('cafile'),
  ];
  const trusted = [caFile, process.env.NODE_EXTRA_CA_CERTS ?? ''].filter((file) => file.startsWith('/'))[0];
  const files = [await configured('globalconfig'), await configured('userconfig')];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  const own = [`registry=${registry}`, `cache=${CACHE}`, 'prefer-offline=true', 'update-notifier=false'];
  const secret = join(store.folder, 'npmrc');
  const lines = [...texts, ...own, ...(trusted === undefined ? [] : [`cafile=${TRUSTED}`])];
  await writeFile(secret, `${lines.join('\n')}\n`, { mode: 0o600 });
  return [
    `--secret=id=npmrc,src=${secret}`,
    `--volume=${cache}:${CACHE}`,
    ...(trusted === undefined ? [] : [`--volume=${trusted}:${TRUSTED}:ro`]),
  ];
}
