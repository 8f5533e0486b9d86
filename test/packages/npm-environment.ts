import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.js';

/**
 * npm as it is configured here, but for the packages of this project, which come from a registry of the test's own. What it
 * has fetched before is used again; what `npm create` has installed before is not.
 *
 * @param root an empty folder, in which `npmrc` and `cache` are made
 */
export async function npmEnvironment(root: string, registry: string): Promise<NodeJS.ProcessEnv> {
  const cache = join(root, 'cache');
  await mkdir(cache);
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
