import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { HostProcess } from '../support/host-process.js';
import { IMAGE } from './built-image.js';
import type { ContainerStore } from './container-store.js';

/**
 * With nothing that the image does not need: no capabilities, nothing to write but its volume, not even in memory. The
 * network is the machine's, so that both reach each other over loopback; limits are given, because those of podman are
 * beyond what a container may set inside of another one.
 */
const CONFINED = [
  ...['--runtime', 'runc', '--network', 'host', '--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'],
  ...[
    '--read-only',
    '--read-only-tmpfs=false',
    '--cap-drop=all',
    '--security-opt',
    'no-new-privileges',
    '--pull=never',
  ],
];

export interface ContainerOptions {
  /** After the image's name. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Files and folders of the machine by their places in the container, where nothing can write to them. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** The name of a volume for the queue, which outlives the container. @defaultValue one of the container's own */
  readonly volume?: string;
  /** What to run in place of the host. */
  readonly entrypoint?: string;
  /** @defaultValue the image of this repository */
  readonly image?: string;
}

/** A container in the foreground, whose outputs and exit code are those of the process. */
export interface Container {
  readonly name: string;
  readonly process: HostProcess;
}

/** A container of the running test's own, gone when it ends. */
export function runContainer(store: ContainerStore, options: ContainerOptions = {}): Container {
  const { args = [], env = {}, mounts = {}, volume, entrypoint, image = IMAGE } = options;
  const name = `headwind-${randomUUID()}`;
  const flags = [
    ...Object.entries(env).map(([key, value]) => `--env=${key}=${value}`),
    ...Object.entries(mounts).map(([to, from]) => `--volume=${from}:${to}:ro`),
    ...(volume === undefined ? [] : [`--volume=${volume}:/var/lib/headwind`]),
    ...(entrypoint === undefined ? [] : [`--entrypoint=${entrypoint}`]),
  ];
  const command = ['podman', 'run', '--name', name, ...CONFINED, ...flags, image];
  const process = new HostProcess({ command, args, env: store.env, cwd: store.folder });
  onTestFinished(async () => {
    await store.run('podman', ['rm', '--force', '--time', '0', '--volumes', name]);
    await process.exited;
  });
  return { name, process };
}

/** What a command of its own prints in a container, which must end with 0. */
export async function printedIn(store: ContainerStore, entrypoint: string, args: readonly string[]): Promise<string> {
  const { process } = runContainer(store, { entrypoint, args });
  const exitCode = await process.exited;
  if (exitCode !== 0) throw new Error(`${entrypoint} ended with ${exitCode}: ${process.stderr}`);
  return process.stdout;
}
