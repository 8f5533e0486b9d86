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
  /** Of a list whose items come from several: where each of them comes from. */
  readonly itemsFrom?: readonly string[];
}

/** The host's own variables. */
export const HOST_VARIABLES = [
  'HEADWIND_LISTEN',
  'HEADWIND_DATA',
  'HEADWIND_TOKEN',
  'HEADWIND_READ_TOKEN',
  'HEADWIND_OPERATE_TOKEN',
  'HEADWIND_WEBHOOK_SECRET',
  'HEADWIND_WEBHOOK_SCHEME',
  'HEADWIND_LOG_LEVEL',
] as const;

const LISTEN: ConfigPath = ['server', 'listen'];
const TOKENS: ConfigPath = ['server', 'tokens'];
const HEADWIND_SECRETS: ConfigPath = ['server', 'headwind', 'secrets'];
const HEADWIND_SCHEME: ConfigPath = ['server', 'headwind', 'scheme'];
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
    ...tokenSetting(env),
    ...setting(HEADWIND_SECRETS, 'HEADWIND_WEBHOOK_SECRET', dividedByCommas(env.HEADWIND_WEBHOOK_SECRET)),
    ...setting(HEADWIND_SCHEME, 'HEADWIND_WEBHOOK_SCHEME', env.HEADWIND_WEBHOOK_SCHEME || undefined),
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

/** The variable or flag that a place of the configuration comes from; undefined where it is from the file. */
export function settingNameAt(settings: readonly Setting[], path: ConfigPath): string | undefined {
  const setting = settings.find((each) => startsWith(path, each.path));
  const item = setting === undefined ? undefined : path[setting.path.length];
  return (typeof item === 'number' ? setting?.itemsFrom?.[item] : undefined) ?? setting?.from;
}

function setting(path: ConfigPath, from: string, value: unknown): Setting[] {
  return value === undefined ? [] : [{ path, from, value }];
}

const TOKEN_VARIABLES = [
  { variable: 'HEADWIND_TOKEN', role: 'publish' },
  { variable: 'HEADWIND_READ_TOKEN', role: 'read' },
  { variable: 'HEADWIND_OPERATE_TOKEN', role: 'operate' },
] as const;

/** One list of the tokens of every variable. */
function tokenSetting(env: NodeJS.ProcessEnv): Setting[] {
  const tokens = TOKEN_VARIABLES.flatMap(({ variable, role }) =>
    (dividedByCommas(env[variable]) ?? []).map((token) => ({ variable, value: { token, role } })),
  );
  const [first] = tokens;
  if (first === undefined) return [];
  const itemsFrom = tokens.map(({ variable }) => variable);
  return [{ path: TOKENS, value: tokens.map(({ value }) => value), from: first.variable, itemsFrom }];
}

/** Undefined where there is nothing; where there are only commas, one empty text, which is refused, rather than none. */
function dividedByCommas(value = ''): readonly string[] | undefined {
  if (value === '') return undefined;
  const given = value
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
  return given.length > 0 ? given : [''];
}
