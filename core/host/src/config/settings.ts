import { resolve } from 'node:path';
import { DEFAULT_DATA_FOLDER, QUEUE_FILE_NAME } from './defaults.js';
import { valueAt, withValueAt } from './mapping.js';
import { type ConfigPath, startsWith } from './problem.js';

/** Flags of the command line that say the same as the configuration, and win over it. */
export interface ConfigFlags {
  /** `--listen` */
  readonly listen?: string | undefined;
  /** `--data` */
  readonly data?: string | undefined;
  /** `--log-level` */
  readonly logLevel?: string | undefined;
}

/** A value of the configuration that does not come from the file. */
export interface Setting {
  readonly path: ConfigPath;
  readonly value: unknown;
  /** The variable or flag it comes from. */
  readonly from: string;
}

/** The host's own variables. */
export const HOST_VARIABLES = ['HEADWIND_LISTEN', 'HEADWIND_DATA', 'HEADWIND_TOKEN', 'HEADWIND_LOG_LEVEL'] as const;

const LISTEN: ConfigPath = ['server', 'listen'];
const TOKENS: ConfigPath = ['server', 'tokens'];
const QUEUE_PATH: ConfigPath = ['queue', 'path'];
const LOG_LEVEL: ConfigPath = ['log', 'level'];

/**
 * What flags and variables add to the file: flags win over it, variables apply where it says nothing. An empty variable
 * counts as not set.
 */
export function settingsFor(tree: unknown, flags: ConfigFlags, env: NodeJS.ProcessEnv, cwd: string): Setting[] {
  const queueFile = (folder: string): string => resolve(cwd, folder, QUEUE_FILE_NAME);
  const fromFlags: Setting[] = [
    ...setting(LISTEN, '--listen', flags.listen),
    ...setting(QUEUE_PATH, '--data', flags.data === undefined ? undefined : queueFile(flags.data)),
    ...setting(LOG_LEVEL, '--log-level', flags.logLevel),
  ];
  const fromVariables: Setting[] = [
    ...setting(LISTEN, 'HEADWIND_LISTEN', env.HEADWIND_LISTEN || undefined),
    ...setting(QUEUE_PATH, 'HEADWIND_DATA', queueFile(env.HEADWIND_DATA || DEFAULT_DATA_FOLDER)),
    ...setting(TOKENS, 'HEADWIND_TOKEN', tokensOf(env.HEADWIND_TOKEN || undefined)),
    ...setting(LOG_LEVEL, 'HEADWIND_LOG_LEVEL', env.HEADWIND_LOG_LEVEL || undefined),
  ];
  const given = fromFlags.map(({ path }) => path);
  return [
    ...fromFlags,
    ...fromVariables.filter(({ path }) => !given.includes(path) && valueAt(tree, path) === undefined),
  ];
}

export function withSettings(tree: unknown, settings: readonly Setting[]): unknown {
  return settings.reduce((at, { path, value }) => withValueAt(at, path, value), tree);
}

/** The setting that a place of the configuration comes from, if it is not from the file. */
export function settingAt(settings: readonly Setting[], path: ConfigPath): Setting | undefined {
  return settings.find((each) => startsWith(path, each.path));
}

function setting(path: ConfigPath, from: string, value: unknown): Setting[] {
  return value === undefined ? [] : [{ path, from, value }];
}

/** Divided by commas; where there are only commas, one empty token, which is refused, rather than none. */
function tokensOf(value: string | undefined): string[] | undefined {
  if (value === undefined) return undefined;
  const tokens = value.split(',').map((token) => token.trim());
  const given = tokens.filter((token) => token !== '');
  return given.length > 0 ? given : [''];
}
