import {
  assignment,
  type ChannelSettings,
  foundSetting,
  readSetting,
  settingName,
  settingProblem,
} from './channel-settings.js';
import { CHANNELS, type ChannelVariables, SECRET_VARIABLES } from './channel-variables.js';
import { ENVIRONMENT_WEBHOOK } from './defaults.js';
import { type PagerDutyConfig, pagerDutyWebhook } from './pagerduty-webhook.js';
import type { Problem } from './problem.js';

/** Channels made from the specification's environment variables, or from the keys that stand in for them. */
export interface EnvironmentChannels {
  /** Instances by name, as a file would write them. */
  readonly plugins: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  readonly secrets: readonly string[];
}

/** An empty setting counts as not set, and spaces around a value do not count, except those of a secret. */
export function channelsFromSettings(settings: ChannelSettings): EnvironmentChannels {
  const made = CHANNELS.map((variables) => channel(variables, settings));
  return {
    plugins: Object.fromEntries(made.flatMap(({ plugin }) => (plugin === undefined ? [] : [plugin]))),
    problems: made.flatMap(({ problems }) => problems),
    warnings: made.flatMap(({ warning }) => (warning === undefined ? [] : [warning])),
    secrets: [
      ...SECRET_VARIABLES.map((variable) => readSetting(settings, variable)),
      settings.values.WEBHOOK_SECRET,
    ].filter((secret) => secret !== undefined),
  };
}

interface Made {
  readonly plugin?: readonly [name: string, instance: unknown];
  readonly problems: readonly Problem[];
  readonly warning?: string;
}

function channel(variables: ChannelVariables, settings: ChannelSettings): Made {
  const { name, enabled, target, targetIsUrl } = variables;
  const value = readSetting(settings, target);
  const on = readSwitch(readSetting(settings, enabled));
  if (on === false) return { problems: [], ...switchedOff(variables, settings) };
  // Where the switch is neither, the rest is looked into as if it were on, so that every mistake is told at once.
  const lane = name === 'webhook' ? webhookLane(settings) : { instance: {}, problems: [] };
  const problems = [
    ...(on === undefined ? [wrongSwitch(variables, settings)] : []),
    ...(on === undefined && value === undefined ? [] : targetProblems(variables, settings)),
    ...lane.problems,
  ];
  if (value === undefined || (targetIsUrl && !isHttpUrl(value))) return { problems };
  const pagerDuty = name === 'webhook' ? pagerDutyWebhook(value, settings.values.WEBHOOK_SECRET) : undefined;
  if (pagerDuty !== undefined) {
    const instance = { use: 'pagerduty', ...lane.instance, config: pagerDuty };
    return { plugin: [name, instance], problems, warning: asPagerDuty(settings, pagerDuty) };
  }
  const config = { ...configOf(variables, settings), ...(name === 'webhook' && secretsOf(settings)) };
  return { plugin: [name, { use: name, ...lane.instance, config }], problems };
}

function wrongSwitch({ enabled }: ChannelVariables, settings: ChannelSettings): Problem {
  return settingProblem(settings, enabled, `found ${foundSetting(settings, enabled)}, expected true or false`);
}

/** Nothing is said where a file says in so many words that it is off. */
function switchedOff({ enabled, target }: ChannelVariables, settings: ChannelSettings): { readonly warning?: string } {
  if (readSetting(settings, target) === undefined || settings.keys.get(enabled)?.value !== undefined) {
    return {};
  }
  const [url, on] = [settingName(settings, target), settingName(settings, enabled)];
  return {
    warning: `${url} is set, but ${on} is not true, so nothing is sent there; set ${assignment(settings, enabled, 'true')} to use it`,
  };
}

function targetProblems({ enabled, target, targetIsUrl }: ChannelVariables, settings: ChannelSettings): Problem[] {
  const value = readSetting(settings, target);
  if (value === undefined) {
    const missing = `missing, although ${settingName(settings, enabled)} is true; set it, or set ${assignment(settings, enabled, 'false')}`;
    return [settingProblem(settings, target, missing)];
  }
  if (!targetIsUrl || isHttpUrl(value)) return [];
  return [settingProblem(settings, target, 'found a value that is not shown, expected an http or https URL')];
}

function configOf({ config }: ChannelVariables, settings: ChannelSettings): Readonly<Record<string, string>> {
  const entries = Object.entries(config).flatMap(([key, variable]): [string, string][] => {
    const text = readSetting(settings, variable);
    return text === undefined ? [] : [[key, text]];
  });
  return Object.fromEntries(entries);
}

function secretsOf({ values }: ChannelSettings): { readonly secrets?: readonly string[] } {
  return values.WEBHOOK_SECRET ? { secrets: [values.WEBHOOK_SECRET] } : {};
}

function asPagerDuty(settings: ChannelSettings, { region }: PagerDutyConfig): string {
  const [enabled, url, secret] = ['WEBHOOK_ENABLED', 'WEBHOOK_URL', 'WEBHOOK_SECRET'].map((variable) =>
    settingName(settings, variable),
  );
  const plainly =
    region === 'us'
      ? `say so plainly with PAGERDUTY_ENABLED=true and PAGERDUTY_ROUTING_KEY in place of ${enabled}, ${url} and ${secret}`
      : 'a configuration file says so plainly, with the plugin "pagerduty" and `region: eu`';
  return `${url} is PagerDuty's, which refuses the body of a webhook: the channel webhook sends to it as the plugin "pagerduty" does, with ${secret} as its routing key; ${plainly}`;
}

interface WebhookLane {
  readonly instance: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

function webhookLane(settings: ChannelSettings): WebhookLane {
  const timeout = wholeNumber(settings, 'WEBHOOK_TIMEOUT', 1, 86_400, ENVIRONMENT_WEBHOOK.timeoutSeconds);
  const maxRetries = wholeNumber(settings, 'WEBHOOK_MAX_RETRIES', 0, 1_000_000, ENVIRONMENT_WEBHOOK.maxRetries);
  const problems = [...timeout.problems, ...maxRetries.problems];
  if (problems.length > 0) return { instance: {}, problems };
  return { instance: { timeout: `${timeout.value}s`, retry: { maxRetries: maxRetries.value } }, problems };
}

function wholeNumber(settings: ChannelSettings, variable: string, min: number, max: number, otherwise: number) {
  const text = readSetting(settings, variable) ?? String(otherwise);
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return { value, problems: [] };
  const expected = `expected a whole number from ${min} to ${max}${variable === 'WEBHOOK_TIMEOUT' ? ' (seconds)' : ''}`;
  const message = `found ${foundSetting(settings, variable)}, ${expected}`;
  return { value, problems: [settingProblem(settings, variable, message)] };
}

/** Undefined when it is neither on nor off. */
function readSwitch(value = 'false'): boolean | undefined {
  if (/^(true|1|yes)$/i.test(value)) return true;
  return /^(false|0|no)$/i.test(value) ? false : undefined;
}

function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
