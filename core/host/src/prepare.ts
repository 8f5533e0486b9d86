import { PLUGIN_NOT_FOUND } from '@headwind/plugin-loader/errors';
import type { ConfigFiles } from './config/config-files.js';
import type { HostConfig } from './config/host-config.js';
import { type LoadConfigOptions, loadConfig } from './config/load-config.js';
import { mergeProblems } from './config/merge-problems.js';
import type { Locate, Problem } from './config/problem.js';
import { environmentSecrets } from './log/environment-secrets.js';
import type { LogOutput } from './log/log-destination.js';
import { Redactor } from './log/redactor.js';
import { problemOf } from './plugins/broken-plugin.js';
import { loadPlugin, type PreparedPlugin } from './plugins/load-plugin.js';
import { pluginOrigin } from './plugins/plugin-origin.js';

/** What a host is started with: what its configuration is found by, and where its log goes. */
export interface HostOptions extends LoadConfigOptions {
  /** Takes each line of the log, as JSON and without secrets. @defaultValue standard error */
  readonly logOutput?: LogOutput;
}

/** Everything that can be known before anything starts. */
export interface Prepared {
  /** Undefined when anything is wrong that a host cannot be started with: all but packages that are broken. */
  readonly config: HostConfig | undefined;
  /** With those whose package is broken. */
  readonly plugins: readonly PreparedPlugin[];
  /** In the order of the file; with one for each package that is broken. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  readonly redactor: Redactor;
  /** What the configuration was read from. */
  readonly files: ConfigFiles;
  readonly locate: Locate;
}

const NO_METRICS = 'there are no metrics: the package @headwind/plugin-metrics is not installed';

const NOBODY_LISTENS = 'there is no channel: events are taken and stored, and go to nobody';

/**
 * Reads the configuration and loads every plugin in it, starting nothing: what `check`, start-up and reloading have in
 * common.
 *
 * @param redactor learns the secrets of the configuration and of the environment
 */
export async function prepare(options: HostOptions, redactor = new Redactor()): Promise<Prepared> {
  const { config, checkable, problems, warnings, secrets, folder, files, locate, attribute, origin } =
    await loadConfig(options);
  for (const secret of [...secrets, ...environmentSecrets(options.env)]) redactor.add(secret);
  const loadOptions = {
    ...pluginOrigin(folder, options),
    locate,
    redactor,
  };
  const plugins: PreparedPlugin[] = [];
  const found: Problem[] = [];
  for (const result of await Promise.all(checkable.map((plugin) => loadPlugin(plugin, loadOptions)))) {
    if (Array.isArray(result)) found.push(...result);
    else plugins.push(result);
  }
  const isWritten = origin?.type === 'file' || origin?.type === 'program';
  const wrong = isWritten ? found : found.filter((problem) => !isMissingMetrics(problem));
  const without = wrong.length < found.length ? [NO_METRICS] : [];
  const broken = plugins.flatMap((plugin) => (plugin.fault === undefined ? [] : [problemOf(plugin, locate)]));
  const all = mergeProblems(problems, [...wrong, ...broken].map(attribute));
  const said = [...warnings, ...without, ...plugins.flatMap((plugin) => plugin.warnings)];
  const read = { redactor, files, locate };
  if (problems.length + wrong.length > 0) return { config: undefined, plugins, problems: all, warnings: said, ...read };
  const isDeaf = plugins.every(({ manifest }) => manifest.kind === 'source');
  return { config, plugins, problems: all, warnings: isDeaf ? [...said, NOBODY_LISTENS] : said, ...read };
}

/** Nobody without a file has asked for them, so a host installed without them starts all the same. */
function isMissingMetrics({ code, path }: Problem): boolean {
  return code === PLUGIN_NOT_FOUND.code && path[0] === 'plugins' && path[1] === 'metrics';
}
