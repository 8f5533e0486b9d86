import type { ChannelSettings, SettingKey } from './channel-settings.js';
import { SECRET_VARIABLES } from './channel-variables.js';
import { CONFIG_INVALID } from './config-errors.js';
import { foundText } from './found.js';
import { isMapping, type Mapping, valueAt } from './mapping.js';
import {
  keysOfSection,
  OPERATOR_KEYS,
  OPERATOR_SECTIONS,
  type OperatorKey,
  type OperatorValue,
} from './operator-keys.js';
import { operatorWarnings } from './operator-warnings.js';
import { type Locate, type Problem, pathText, problemAt } from './problem.js';
import type { YamlFile } from './yaml-file.js';

/** The operator's file laid over the variables. */
export interface OperatorSettings {
  readonly settings: ChannelSettings;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  /** Of the file, and of the variables that it is laid over. */
  readonly secrets: readonly string[];
}

/**
 * Reads what the operator reads, as it does: every section and every key may be missing, and then its variable counts; so
 * does one without a value. A key that it does not know is a warning, for the file is to be read unchanged.
 */
export function operatorSettings(
  { tree, locate }: Pick<YamlFile, 'tree' | 'locate'>,
  env: NodeJS.ProcessEnv,
): OperatorSettings {
  const root = tree ?? {};
  if (!isMapping(root)) {
    const message = `found ${foundText(root)}, expected a mapping with the keys ${OPERATOR_SECTIONS.join(', ')}`;
    return {
      settings: { values: env, keys: new Map() },
      ...NOTHING,
      problems: [problemAt(CONFIG_INVALID, [], message, locate([]))],
    };
  }
  const given = OPERATOR_KEYS.filter((key) => valueIn(root, key) !== undefined);
  const right = given.filter((key) => isRight(key, valueIn(root, key)));
  const texts = right.map((key) => [key.variable, String(valueIn(root, key))] as const);
  return {
    settings: { values: { ...env, ...Object.fromEntries(texts) }, keys: keysOf(root, env, locate) },
    problems: [
      ...wrongSections(root, locate),
      ...given.filter((key) => !right.includes(key)).map((key) => wrongValue(key, valueIn(root, key), locate)),
    ],
    warnings: operatorWarnings(root, locate),
    secrets: SECRET_VARIABLES.flatMap((variable) => [
      env[variable]?.trim() ?? '',
      ...given.filter((key) => key.variable === variable).map((key) => String(valueIn(root, key))),
    ]).filter((secret) => secret !== ''),
  };
}

const NOTHING = { problems: [], warnings: [], secrets: [] };

/** Undefined where the file does not give it. */
function valueIn(root: Mapping, { section, key }: OperatorKey): unknown {
  return valueAt(root, [section, key]) ?? undefined;
}

/** Those that the file gives, and those that could be given there and are given nowhere, to be told where to write them. */
function keysOf(root: Mapping, env: NodeJS.ProcessEnv, locate: Locate): ReadonlyMap<string, SettingKey> {
  const here = OPERATOR_KEYS.filter(
    (key) =>
      valueIn(root, key) !== undefined || (isMapping(root[key.section]) && (env[key.variable] ?? '').trim() === ''),
  );
  return new Map(
    here.map((key) => {
      const path = [key.section, key.key];
      return [key.variable, { path, position: locate(path), value: valueIn(root, key) }];
    }),
  );
}

const RIGHT: Readonly<Record<OperatorValue, (value: unknown) => boolean>> = {
  switch: (value) => typeof value === 'boolean' || (typeof value === 'string' && value.trim() !== ''),
  number: (value) => typeof value === 'number' || (typeof value === 'string' && value.trim() !== ''),
  text: (value) => typeof value === 'string',
};

const EXPECTED: Readonly<Record<OperatorValue, string>> = {
  switch: 'expected true or false',
  number: 'expected a whole number',
  text: 'expected a text',
};

function isRight({ value: type }: OperatorKey, value: unknown): boolean {
  return RIGHT[type](value);
}

function wrongSections(root: Mapping, locate: Locate): Problem[] {
  return OPERATOR_SECTIONS.filter((section) => !isMapping(root[section] ?? {})).map((section) => {
    const keys = keysOfSection(section).map(({ key }) => key);
    const message = `\`${section}\`: found ${foundText(root[section])}, expected a mapping with the keys ${keys.join(', ')}`;
    return problemAt(CONFIG_INVALID, [section], message, locate([section]));
  });
}

function wrongValue({ section, key, variable, value: type }: OperatorKey, value: unknown, locate: Locate): Problem {
  const path = [section, key];
  const found = SECRET_VARIABLES.includes(variable) ? 'a value that is not shown' : foundText(value);
  const isUnquoted = type === 'text' && typeof value !== 'object';
  const message = `found ${found}, ${EXPECTED[type]}${isUnquoted ? ': put quotation marks around it' : ''}`;
  return problemAt(CONFIG_INVALID, path, `\`${pathText(path)}\`: ${message}`, locate(path));
}
