import { appendFile, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REPOSITORY } from '../house/repository.js';
import { npmEnvironment } from './npm-environment.js';
import { startPublishingRegistry } from './publishing-registry.js';
import { runCommand } from './run-command.js';

/** What Lerna and npm need to release the packages. */
const NEEDED = ['.ci', 'core', 'plugins', 'lerna.json', 'package.json', 'package-lock.json', '.npmrc', '.gitignore'];

/** Where people would find it. */
export const PUBLIC = 'https://example.com/headwind/notifications';

/** What one release brought. */
export interface Release {
  /** The tags it made and pushed, by name: `@headwind/bus@0.1.1`. */
  readonly tags: readonly string[];
  /** What the registry was given, named alike. */
  readonly published: readonly string[];
}

/** A line more in a file of the repository. */
export interface Change {
  readonly message: string;
  readonly file: string;
}

/** This project as a repository of the test's own, with a remote, and a registry that has no package of it. */
export interface ReleaseRepository {
  /** Where things can be installed: `npm` has the packages from the registry. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Commits each change, and releases what there is to release: at first, all as it is. */
  release(...changes: readonly Change[]): Promise<Release>;
  /** What a file of the repository has now. */
  read(file: string): Promise<string>;
  remove(): Promise<void>;
}

export async function releaseRepository(): Promise<ReleaseRepository> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'headwind-release-')));
  const [folder, remote, work] = [join(root, 'home'), join(root, 'remote.git'), join(root, 'work')];
  for (const each of [folder, work]) await mkdir(each);
  const registry = await startPublishingRegistry();
  const env = { ...(await npmEnvironment(root, registry.url)), ...gitEnvironment(), NX_DAEMON: 'false' };
  const run = (command: string, ...args: string[]) => runCommand(command, args, { cwd: work, env });

  for (const each of NEEDED) {
    await cp(join(REPOSITORY, each), join(work, each), { recursive: true, filter: (path) => !/\/test$/.test(path) });
  }
  await symlink(join(REPOSITORY, 'node_modules'), join(work, 'node_modules'));
  await run('git', 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  await run('git', 'init', '--quiet', '--initial-branch=main');
  await run('git', 'remote', 'add', 'origin', remote);
  await run('git', 'add', '.', ':!node_modules');
  await run('git', 'commit', '--quiet', '--message', 'chore: as it is');
  await run('git', 'push', '--quiet', '--set-upstream', 'origin', 'main');

  return {
    folder,
    env,
    async release(...changes) {
      for (const { message, file } of changes) {
        await mkdir(dirname(join(work, file)), { recursive: true });
        await appendFile(join(work, file), '\n');
        await run('git', 'add', file);
        await run('git', 'commit', '--quiet', '--message', message);
      }
      await run('.ci/raise-versions', PUBLIC);
      await run('npx', 'lerna', 'publish', 'from-git', '--yes');
      const tags = await run('git', '--git-dir', remote, 'tag', '--points-at', 'main');
      return { tags: tags.split('\n').filter(Boolean).toSorted(), published: registry.takePublished() };
    },
    read: (file) => readFile(join(work, file), 'utf8'),
    async remove() {
      await registry.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** git as nobody has configured it. */
function gitEnvironment(): NodeJS.ProcessEnv {
  const [name, email] = ['Maintainer', 'maintainer@example.com'];
  return {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}
