import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  const [folder, packed, cache] = [join(root, 'home'), join(root, 'packed'), join(root, 'cache')];
  for (const each of [folder, packed, cache]) await mkdir(each);
  const tarballs = await packEverything(packed);
  const registry = await startScopeRegistry(tarballs);
  const env = await npmEnvironment({ root, cache, registry: registry.url });
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

/**
 * npm as it is configured here, but for the packages of this project. What it has fetched before is used again; what `npm
 * create` has installed before is not.
 */
async function npmEnvironment(places: { root: string; cache: string; registry: string }): Promise<NodeJS.ProcessEnv> {
  const { root, cache, registry } = places;
  const usual = { cwd: root, env: ownEnvironment() };
  const configured = async (key: string) => (await runCommand('npm', ['config', 'get', key], usual)).trim();
  const fetched = join(await configured('cache'), '_cacache');
  await mkdir(fetched, { recursive: true });
  await symlink(fetched, join(cache, '_cacache'));
  const globalConfig = join(root, 'npmrc');
  const usualConfig = await readFile(await configured('globalconfig'), 'utf8').catch(() => '');
  await writeFile(globalConfig, `${usualConfig}\n@headwind:registry=${registry}\n`, { mode: 0o600 });
  return {
    ...usual.env,
    npm_config_cache: cache,
    npm_config_globalconfig: globalConfig,
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    // Whoever types the command answers yes when npm asks whether to fetch what it names.
    npm_config_yes: 'true',
    NO_COLOR: '1',
  };
}

/** Without what `npm test` and Vitest say of the repository they run in. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const ofTheRun =
    /^(npm_(package_|lifecycle_|command$|config_(local|global)_prefix$|config_prefix$)|INIT_CWD$|VITEST|NODE_ENV$|TEST$|FORCE_COLOR$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofTheRun.test(name)));
}
