import type { z } from 'zod';
import type { HostConfig, PluginConfig } from './host-config.js';
import { hostProblems } from './host-problems.js';
import { hostSchema } from './host-schema.js';
import { listenProblems } from './listen-problems.js';
import { logLevelProblems } from './log-level-problems.js';
import { isMapping, type Mapping, valueAt } from './mapping.js';
import { isolationSchema, pluginSchema, templatesSchema } from './plugin-schema.js';
import type { Problem } from './problem.js';
import { queueConfig } from './queue-config.js';
import { queueProblems } from './queue-problems.js';
import type { Setting } from './settings.js';
import type { Source } from './source.js';

/** What a source says, checked. */
export interface CheckedConfig {
  /** Undefined when there is any problem. */
  readonly config: HostConfig | undefined;
  readonly checkable: readonly PluginConfig[];
  readonly problems: readonly Problem[];
}

/** What a host is for. */
export interface HostUse {
  /** Whether there is to be an HTTP API. */
  readonly listens: boolean;
  /** Whether a program embeds it. */
  readonly embedded: boolean;
}

/**
 * @param source with the settings in it
 * @param folder where relative paths begin
 */
export function readConfig(
  source: Source,
  settings: readonly Setting[],
  folder: string,
  { listens, embedded }: HostUse,
): CheckedConfig {
  const { tree } = source;
  const parsed = hostSchema.safeParse(tree);
  const problems = [
    ...hostProblems(parsed.error?.issues ?? [], source, settings),
    ...queueProblems(source, settings),
    ...listenProblems(source, settings, embedded),
    ...logLevelProblems(source),
  ];
  if (!parsed.success || problems.length > 0) return { config: undefined, checkable: checkable(tree), problems };
  const { server, queue, network, log, plugins } = parsed.data;
  const instances = Object.entries(plugins).map(([name, plugin]) => instance(name, plugin));
  const config: HostConfig = {
    origin: source.origin,
    listens,
    server: {
      listen: server.listen,
      tokens: server.tokens,
      headwind: server.headwind,
      allowUnauthenticated: server.allowUnauthenticated,
      bodyLimitBytes: server.bodyLimit,
      stopTimeoutMs: server.stopTimeout,
    },
    queue: queueConfig(queue, folder),
    network,
    log,
    plugins: instances,
  };
  return { config, checkable: instances, problems };
}

/** Every instance of a wrong configuration whose plugin is known; where its own settings are wrong, with the defaults. */
function checkable(tree: unknown): PluginConfig[] {
  const plugins = valueAt(tree, ['plugins']);
  return Object.entries(isMapping(plugins) ? plugins : {}).flatMap(([name, value]) => {
    const parsed = pluginSchema.safeParse(value);
    if (parsed.success) return [instance(name, parsed.data)];
    const plain = pluginSchema.safeParse(checkedLater(value));
    return plain.success ? [instance(name, plain.data)] : [];
  });
}

/** What of an instance is looked into later than here, without the templates that are wrong already. */
function checkedLater(value: unknown): Mapping {
  const { use, isolation, config, templates } = isMapping(value) ? value : {};
  const entries = Object.entries(isMapping(templates) ? templates : {}).map(([kind, each]) => {
    const fields = Object.entries(isMapping(each) ? each : {});
    const right = fields.filter(([field, text]) => templatesSchema.safeParse({ [kind]: { [field]: text } }).success);
    return [kind, Object.fromEntries(right)] as const;
  });
  const fitting = entries.filter(([kind]) => templatesSchema.safeParse({ [kind]: {} }).success);
  return {
    use,
    // Where it is wrong, the code of the plugin is not let into this thread all the same.
    ...(isolation !== undefined && { isolation: isolationSchema.safeParse(isolation).success ? isolation : 'worker' }),
    ...(config !== undefined && { config }),
    ...(templates !== undefined && { templates: Object.fromEntries(fitting) }),
  };
}

function instance(name: string, plugin: z.output<typeof pluginSchema>): PluginConfig {
  const { use, when, templates, retry, concurrency, timeout, rateLimit, startTimeout, isolation, config } = plugin;
  return {
    name,
    use,
    when,
    ...(templates !== undefined && { templates }),
    lane: {
      concurrency,
      timeoutMs: timeout,
      ...(rateLimit !== undefined && { rateLimit }),
      retry: {
        forMs: retry.for,
        minMs: retry.min,
        maxMs: retry.max,
        ...(retry.maxRetries !== undefined && { maxRetries: retry.maxRetries }),
      },
    },
    startTimeoutMs: startTimeout,
    isolation: isolation.type === 'worker' ? { type: isolation.type, memoryBytes: isolation.memory } : isolation,
    config,
  };
}
