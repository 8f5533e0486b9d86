import type { JsonSchema } from '@headwind/plugin-loader/json-schema';
import { HOST_JSON_SCHEMA } from '../config/host-schema.js';
import { isMapping, valueAt, withValueAt } from '../config/mapping.js';
import { asWritten, REFERENCE } from './as-written.js';
import type { EditorPlugin } from './editor-plugins.js';
import { orNull, withEmptyKeys } from './empty-keys.js';

/** What every version of the YAML language server understands; later drafts came with its 1.20. */
const DRAFT = 'http://json-schema.org/draft-07/schema#';

const ID = 'https://headwind.sh/schemas/headwind.schema.json';

const INSTANCE = ['properties', 'plugins', 'additionalProperties'];

/** The JSON Schema of the whole configuration file, as it is written: for editors. */
export function editorSchema(plugins: readonly EditorPlugin[]): JsonSchema {
  const file = withEmptyKeys(asWritten(HOST_JSON_SCHEMA, '#'));
  const instance = valueAt(file, INSTANCE);
  const whole = withValueAt(file, INSTANCE, instanceSchema(isMapping(instance) ? instance : {}, plugins));
  return {
    $schema: DRAFT,
    $id: ID,
    title: 'Headwind Notifications',
    description: 'The configuration file of Headwind Notifications, headwind.yaml.',
    ...(isMapping(whole) && whole),
    definitions: { reference: REFERENCE, ...Object.fromEntries(plugins.flatMap(definition)) },
  };
}

/** One instance: its `config` is as the plugin that it uses says, and open where that plugin is not known. */
function instanceSchema(instance: JsonSchema, plugins: readonly EditorPlugin[]): JsonSchema {
  const { type: _, ...use } = mappingAt(instance, ['properties', 'use']);
  const names = plugins.flatMap(({ uses }) => uses.slice(0, 1));
  const rules = plugins.flatMap(rule);
  const alternatives = Array.isArray(use.anyOf) ? use.anyOf : [];
  return {
    ...instance,
    type: 'object',
    description: 'An instance of a plugin.',
    properties: {
      ...mappingAt(instance, ['properties']),
      use: { ...use, anyOf: [...(names.length > 0 ? [{ enum: names }] : []), ...alternatives] },
    },
    ...(rules.length > 0 && { allOf: rules }),
  };
}

function rule(plugin: EditorPlugin): JsonSchema[] {
  const { uses, configSchema } = plugin;
  if (configSchema === undefined) return [];
  const config = { $ref: pointerTo(plugin) };
  return [
    {
      if: { properties: { use: { enum: uses } }, required: ['use'] },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { properties: { config }, ...(isNeeded(configSchema) && { required: ['config'] }) },
    },
  ];
}

function definition(plugin: EditorPlugin): [string, JsonSchema][] {
  const { configSchema } = plugin;
  if (configSchema === undefined) return [];
  const schema = asWritten(configSchema, pointerTo(plugin));
  // A `config` without a value counts as empty.
  return [[definitionName(plugin), isNeeded(configSchema) ? schema : orNull(schema)]];
}

/** Whether an empty `config` is wrong. */
function isNeeded({ required }: JsonSchema): boolean {
  return Array.isArray(required) && required.length > 0;
}

function definitionName({ uses: [name = ''] }: EditorPlugin): string {
  return `${name}.config`;
}

/** As RFC 6901 escapes names, and a URL their other characters. */
function pointerTo(plugin: EditorPlugin): string {
  const name = definitionName(plugin).replaceAll('~', '~0').replaceAll('/', '~1');
  return `#/definitions/${encodeURIComponent(name)}`;
}

function mappingAt(schema: JsonSchema, path: readonly string[]): JsonSchema {
  const value = valueAt(schema, path);
  return isMapping(value) ? value : {};
}
