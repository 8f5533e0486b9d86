import { variableOf } from './channel-variables.js';
import { CONFIG_INVALID } from './config-errors.js';
import { foundText } from './found.js';
import { type ConfigPath, type Position, type Problem, pathText, problemAt } from './problem.js';

/** A key of the operator's file, in place of a variable. */
export interface SettingKey {
  readonly path: ConfigPath;
  readonly position?: Position | undefined;
  /** As the file gives it; undefined where it does not. */
  readonly value: unknown;
}

/** What channels are made from: the specification's variables, with the keys of the operator's file laid over them. */
export interface ChannelSettings {
  /** By variable. */
  readonly values: NodeJS.ProcessEnv;
  /** Of the variables that a key stands in for, that key. */
  readonly keys: ReadonlyMap<string, SettingKey>;
}

/** Without spaces around it; undefined when it is not set or empty. */
export function readSetting({ values }: ChannelSettings, variable: string): string | undefined {
  return values[variable]?.trim() || undefined;
}

/** As messages name a setting: by its variable, or by the key that stands in for it. */
export function settingName({ keys }: ChannelSettings, variable: string): string {
  const key = keys.get(variable);
  return key === undefined ? variable : pathText(key.path);
}

/** What is to be written for a setting to have this value: `SLACK_ENABLED=true`, `slack.enabled: true`. */
export function assignment(settings: ChannelSettings, variable: string, value: string): string {
  return `${settingName(settings, variable)}${settings.keys.has(variable) ? ': ' : '='}${value}`;
}

/** What was found, in words; not for secrets. */
export function foundSetting(settings: ChannelSettings, variable: string): string {
  return foundText(settings.keys.get(variable)?.value ?? readSetting(settings, variable));
}

/** A problem of a setting, at its key where it has one. */
export function settingProblem(settings: ChannelSettings, variable: string, message: string): Problem {
  const key = settings.keys.get(variable);
  const said = `\`${settingName(settings, variable)}\`: ${message}`;
  return problemAt(CONFIG_INVALID, key?.path ?? [variable], said, key?.position);
}

/** A problem of a channel that settings made, as a problem of the setting it comes from. */
export function ofSetting(problem: Problem, settings: ChannelSettings): Problem {
  const [section, name, part, key] = problem.path;
  const variable = section === 'plugins' && part === 'config' ? variableOf(name, key) : undefined;
  if (variable === undefined) return problem;
  const path = settings.keys.get(variable)?.path ?? [variable];
  const message = problem.message.replace(`\`${pathText(problem.path)}\``, `\`${settingName(settings, variable)}\``);
  return { ...problem, path, message };
}
