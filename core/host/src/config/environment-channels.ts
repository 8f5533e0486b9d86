import { CONFIG_INVALID } from './config-errors.js';
import { ENVIRONMENT_WEBHOOK } from './defaults.js';
import { foundText } from './found.js';
import { type Problem, pathText, problemAt } from './problem.js';

/** Channels made from the specification's environment variables. */
export interface EnvironmentChannels {
  /** Instances by name, as a file would write them. */
  readonly plugins: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  readonly secrets: readonly string[];
}

interface ChannelVariables {
  /** The plugin, and the name of the instance. */
  readonly name: string;
  readonly enabled: string;
  /** What the channel cannot be without. */
  readonly target: string;
  readonly targetIsUrl: boolean;
  /** Keys of the plugin's `config` and the variables they come from. */
  readonly config: Readonly<Record<string, string>>;
  /** Variables that are read apart. */
  readonly others?: readonly string[];
}

const CHANNELS: readonly ChannelVariables[] = [
  {
    name: 'slack',
    enabled: 'SLACK_ENABLED',
    target: 'SLACK_WEBHOOK_URL',
    targetIsUrl: true,
    config: {
      webhookUrl: 'SLACK_WEBHOOK_URL',
      channel: 'SLACK_CHANNEL',
      username: 'SLACK_USERNAME',
      iconEmoji: 'SLACK_ICON_EMOJI',
    },
  },
  {
    name: 'teams',
    enabled: 'TEAMS_ENABLED',
    target: 'TEAMS_WEBHOOK_URL',
    targetIsUrl: true,
    config: { webhookUrl: 'TEAMS_WEBHOOK_URL' },
  },
  {
    name: 'webhook',
    enabled: 'WEBHOOK_ENABLED',
    target: 'WEBHOOK_URL',
    targetIsUrl: true,
    config: { url: 'WEBHOOK_URL' },
    others: ['WEBHOOK_SECRET', 'WEBHOOK_TIMEOUT', 'WEBHOOK_MAX_RETRIES'],
  },
  {
    name: 'pagerduty',
    enabled: 'PAGERDUTY_ENABLED',
    target: 'PAGERDUTY_ROUTING_KEY',
    targetIsUrl: false,
    config: { routingKey: 'PAGERDUTY_ROUTING_KEY' },
  },
];

/** Every variable that can make a channel. */
export const CHANNEL_VARIABLES: readonly string[] = [
  ...new Set(
    CHANNELS.flatMap(({ enabled, target, config, others = [] }) => [
      enabled,
      target,
      ...Object.values(config),
      ...others,
    ]),
  ),
];

/** An empty variable counts as not set, and spaces around a value do not count, except those of a secret. */
export function channelsFromEnvironment(env: NodeJS.ProcessEnv): EnvironmentChannels {
  const made = CHANNELS.map((variables) => channel(variables, env));
  return {
    plugins: Object.fromEntries(made.flatMap(({ plugin }) => (plugin === undefined ? [] : [plugin]))),
    problems: made.flatMap(({ problems }) => problems),
    warnings: made.flatMap(({ warning }) => (warning === undefined ? [] : [warning])),
    secrets: [...CHANNELS.map(({ target }) => read(env, target)), env.WEBHOOK_SECRET].filter(
      (secret) => secret !== undefined,
    ),
  };
}

/** A problem of a channel that variables made, as a problem of the variable it comes from. */
export function ofVariable(problem: Problem): Problem {
  const [section, name, part, key] = problem.path;
  const variable = CHANNELS.find((channel) => channel.name === name)?.config[String(key)];
  if (section !== 'plugins' || part !== 'config' || variable === undefined) return problem;
  const message = problem.message.replace(`\`${pathText(problem.path)}\``, `\`${variable}\``);
  return { ...problem, path: [variable], message };
}

interface Made {
  readonly plugin?: readonly [name: string, instance: unknown];
  readonly problems: readonly Problem[];
  readonly warning?: string;
}

function channel(variables: ChannelVariables, env: NodeJS.ProcessEnv): Made {
  const { name, enabled, target } = variables;
  const value = read(env, target);
  const on = readSwitch(read(env, enabled));
  if (on === undefined) {
    return { problems: [refusal(enabled, `found ${foundText(read(env, enabled))}, expected true or false`)] };
  }
  if (!on) {
    const warning = `${target} is set, but ${enabled} is not true, so nothing is sent there; set ${enabled}=true to use it`;
    return value === undefined ? { problems: [] } : { problems: [], warning };
  }
  const settings: WebhookSettings =
    name === 'webhook' ? webhookSettings(env) : { instance: {}, config: {}, problems: [] };
  const problems = [...targetProblems(variables, value), ...settings.problems];
  if (problems.length > 0) return { problems };
  const config = Object.entries(variables.config).flatMap(([key, variable]): [string, string][] => {
    const text = read(env, variable);
    return text === undefined ? [] : [[key, text]];
  });
  const instance = { use: name, ...settings.instance, config: { ...Object.fromEntries(config), ...settings.config } };
  return { plugin: [name, instance], problems };
}

function targetProblems({ enabled, target, targetIsUrl }: ChannelVariables, value: string | undefined): Problem[] {
  if (value === undefined) {
    return [refusal(target, `missing, although ${enabled} is true; set it, or set ${enabled}=false`)];
  }
  if (!targetIsUrl || isHttpUrl(value)) return [];
  return [refusal(target, 'found a value that is not shown, expected an http or https URL')];
}

interface WebhookSettings {
  readonly instance: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

function webhookSettings(env: NodeJS.ProcessEnv): WebhookSettings {
  const timeout = wholeNumber(env, 'WEBHOOK_TIMEOUT', 1, 86_400, ENVIRONMENT_WEBHOOK.timeoutSeconds);
  const maxRetries = wholeNumber(env, 'WEBHOOK_MAX_RETRIES', 0, 1_000_000, ENVIRONMENT_WEBHOOK.maxRetries);
  const secret = env.WEBHOOK_SECRET || undefined;
  return {
    instance: { timeout: `${timeout.value}s`, retry: { maxRetries: maxRetries.value } },
    config: secret === undefined ? {} : { secrets: [secret] },
    problems: [...timeout.problems, ...maxRetries.problems],
  };
}

function wholeNumber(env: NodeJS.ProcessEnv, variable: string, min: number, max: number, otherwise: number) {
  const text = read(env, variable) ?? String(otherwise);
  const value = Number(text);
  const valid = /^\d+$/.test(text) && value >= min && value <= max;
  const expected = `expected a whole number from ${min} to ${max}${variable === 'WEBHOOK_TIMEOUT' ? ' (seconds)' : ''}`;
  return { value, problems: valid ? [] : [refusal(variable, `found ${foundText(text)}, ${expected}`)] };
}

function refusal(variable: string, message: string): Problem {
  return problemAt(CONFIG_INVALID, [variable], `\`${variable}\`: ${message}`);
}

function read(env: NodeJS.ProcessEnv, variable: string): string | undefined {
  return env[variable]?.trim() || undefined;
}

/** Undefined when it is neither on nor off. */
function readSwitch(value = 'false'): boolean | undefined {
  if (/^(true|1|yes)$/i.test(value)) return true;
  return /^(false|0|no)$/i.test(value) ? false : undefined;
}

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
