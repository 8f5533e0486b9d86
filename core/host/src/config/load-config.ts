import type { ConfigFiles } from './config-files.js';
import type { ConfigOrigin, HostConfig, PluginConfig } from './host-config.js';
import { serverSchema } from './host-schema.js';
import type { ListenAddress } from './listen-address.js';
import { isMapping, valueAt } from './mapping.js';
import { mergeProblems } from './merge-problems.js';
import type { Locate, Problem } from './problem.js';
import { queueSecrets } from './queue-secrets.js';
import { readConfig } from './read-config.js';
import { readSource } from './read-source.js';
import { serverWithoutEffect } from './server-without-effect.js';
import { type ConfigFlags, settingsFor, withSettings } from './settings.js';
import type { Source } from './source.js';
import { weakSecrets } from './weak-secrets.js';

export interface LoadConfigOptions {
  /** `--config`; relative to `cwd`. */
  readonly file?: string | undefined;
  /** `--operator-config`, the operator's own `notifications.yaml`; likewise. */
  readonly operatorFile?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** What a file would say, from a program that embeds the host. It wins over every file. */
  readonly given?: unknown;
  /**
   * A program embeds the host: of the environment only what references name is read, the log is at `warn` and there is no
   * HTTP API, unless the configuration says otherwise. @defaultValue false
   */
  readonly embedded?: boolean;
  /** The working directory. */
  readonly cwd: string;
  readonly flags?: ConfigFlags | undefined;
}

export interface LoadedConfig {
  /** Undefined when there is any problem. */
  readonly config: HostConfig | undefined;
  /**
   * The instances whose plugin is known, even if the configuration is wrong: for checking their plugins' own settings
   * as well, so that every problem is reported at once (`mergeProblems`). Where `config` is undefined, never start them.
   */
  readonly checkable: readonly PluginConfig[];
  /** In the order of the file. */
  readonly problems: readonly Problem[];
  /** For the log, one sentence each. */
  readonly warnings: readonly string[];
  /** What must never leave, for the log to blank out: longest first, at least four characters each. */
  readonly secrets: readonly string[];
  /** Where a path stands in the file. */
  readonly locate: Locate;
  /** A problem of a plugin's own `config`, as one of what the value comes from: a variable, or a key of the operator's file. */
  readonly attribute: (problem: Problem) => Problem;
  /** Where it has the host listen, be the rest right or wrong; undefined where that itself is wrong, or nothing listens. */
  readonly listen: ListenAddress | undefined;
  /** Undefined when a file could not be read at all. */
  readonly origin: ConfigOrigin | undefined;
  /** Where relative paths begin: the folder of the file that was named or found, else the working directory. Absolute. */
  readonly folder: string;
  /** What it was read from. */
  readonly files: ConfigFiles;
}

/** What an embedded host takes for its variables. */
const EMBEDDED: NodeJS.ProcessEnv = { HEADWIND_LOG_LEVEL: 'warn' };

/** A shorter text is in too many words for blanking it out to hide anything. */
const SHORTEST_SECRET = 4;

/**
 * Reads the configuration: what a program says, else a file, of ours or the operator's, else the specification's variables,
 * else the embedded defaults. Finds every problem at once and throws none of them.
 */
export async function loadConfig({ flags = {}, ...options }: LoadConfigOptions): Promise<LoadedConfig> {
  const { embedded = false, cwd } = options;
  const env = embedded ? EMBEDDED : options.env;
  const { source, problems, warnings, secrets, folder, files } = await readSource({
    ...options,
    env,
    referable: options.env,
  });
  if (source === undefined) {
    return {
      ...NOTHING,
      problems: mergeProblems(problems, []),
      warnings,
      secrets: known(secrets),
      folder,
      files,
    };
  }
  const settings = settingsFor(source.tree, flags, env, cwd);
  const complete: Source = {
    ...source,
    written: withSettings(source.written, settings),
    tree: withSettings(source.tree, settings),
  };
  const listens = !embedded || valueAt(complete.tree, ['server', 'listen']) !== undefined;
  const checked = readConfig(complete, settings, folder, { listens, embedded });
  const all = mergeProblems(problems, checked.problems);
  return {
    config: all.length === 0 ? checked.config : undefined,
    checkable: checked.checkable,
    problems: all,
    warnings: [...warnings, ...(listens ? weakSecrets(complete, settings) : serverWithoutEffect(complete))],
    secrets: known([...secrets, ...serverSecrets(complete), ...queueSecrets(complete)]),
    locate: source.locate,
    attribute: source.attribute,
    listen: listens ? listenAddress(complete) : undefined,
    origin: source.origin,
    folder,
    files,
  };
}

/** Of a file that could not be read. */
const NOTHING = {
  config: undefined,
  checkable: [],
  locate: () => undefined,
  attribute: (problem: Problem) => problem,
  listen: undefined,
  origin: undefined,
};

function listenAddress({ tree }: Source): ListenAddress | undefined {
  return serverSchema.shape.listen.safeParse(valueAt(tree, ['server', 'listen'])).data;
}

/** Right or wrong: tokens, and what the operator's events are checked with. */
function serverSecrets({ tree }: Source): string[] {
  const tokens: unknown = valueAt(tree, ['server', 'tokens']);
  const secrets: unknown = valueAt(tree, ['server', 'headwind', 'secrets']);
  const texts = [tokens, secrets].flat().map((each) => (isMapping(each) ? each.token : each));
  return texts.filter((text) => typeof text === 'string');
}

function known(secrets: readonly string[]): string[] {
  return [...new Set(secrets)]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .toSorted((one, other) => other.length - one.length);
}
