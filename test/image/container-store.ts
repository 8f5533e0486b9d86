import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../packages/run-command.js';

/** A build fetches several hundred packages, compiles, and fetches again. Milliseconds. */
const LIMIT_MS = 600_000;

/** A file system in memory, on Linux. */
const MEMORY = '/dev/shm';

/** Twice what the images and containers of the suite need. Bytes. */
const NEEDED = 8 * 2 ** 30;

/** Images, containers and volumes of one suite, apart from those of the machine. */
export interface ContainerStore {
  /** For files of the suite. */
  readonly folder: string;
  /** For the commands `buildah` and `podman`. */
  readonly env: NodeJS.ProcessEnv;
  /** What one of them prints on standard output. */
  run(command: 'buildah' | 'podman', args: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

/**
 * Keeps files as they are (`vfs`), since an overlay cannot be mounted inside of another container, and locks and states
 * in its own folder. Volumes and what Podman knows of its containers stay where they are by default, below the images:
 * the process that ends a container looks there, and Podman waits 20 seconds for it in vain otherwise.
 */
export async function containerStore(): Promise<ContainerStore> {
  const folder = await mkdtemp(join(await fastFolder(), 'headwind-image-'));
  const place = (name: string): string => JSON.stringify(join(folder, name));
  const storageFile = join(folder, 'storage.conf');
  const configFile = join(folder, 'containers.conf');
  await mkdir(join(folder, 'tmp'));
  await writeFile(
    storageFile,
    `[storage]\ndriver = "vfs"\ngraphroot = ${place('images')}\nrunroot = ${place('running')}\n`,
  );
  await writeFile(
    configFile,
    `[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
tmp_dir = ${place('tmp')}
`,
  );
  const env = {
    ...process.env,
    CONTAINERS_CONF: configFile,
    CONTAINERS_STORAGE_CONF: storageFile,
    // Where there is no systemd, nothing runs the checks of health by itself.
    DISABLE_HC_SYSTEMD: 'true',
  };
  const run: ContainerStore['run'] = (command, args) =>
    runCommand(command, args, { cwd: folder, env, limitMs: LIMIT_MS });
  return {
    folder,
    env,
    run,
    async remove() {
      await run('podman', ['rm', '--all', '--force', '--time', '0']);
      await run('podman', ['image', 'unmount', '--all']);
      await run('buildah', ['rm', '--all']);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Every container is a copy of its image: on a disk the copying takes most of the time. */
async function fastFolder(): Promise<string> {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize >= NEEDED ? MEMORY : tmpdir();
}
