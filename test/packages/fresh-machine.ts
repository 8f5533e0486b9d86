import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmEnvironment } from './npm-environment.js';
import { runCommand } from './run-command.js';
import { startScopeRegistry } from './scope-registry.js';
import { packEverything, type Tarball } from './tarballs.js';

/** A place outside of the repository, where npm has the packages of this project as they were packed just now. */
export interface FreshMachine {
  /** Empty at first. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly tarballs: readonly Tarball[];
  /** Runs a command in a folder below `folder`. */
  run(command: string, args: readonly string[], below?: string): Promise<string>;
  leave(): Promise<void>;
}

export async function freshMachine(): Promise<FreshMachine> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'headwind-packages-')));
  const [folder, packed] = [join(root, 'home'), join(root, 'packed')];
  for (const each of [folder, packed]) await mkdir(each);
  const tarballs = await packEverything(packed);
  const registry = await startScopeRegistry(tarballs);
  const env = await npmEnvironment(root, registry.url);
  return {
    folder,
    env,
    tarballs,
    run: (command, args, below = '.') => runCommand(command, args, { cwd: join(folder, below), env }),
    async leave() {
      await registry.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
