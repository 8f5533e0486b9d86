import { CodedError } from '@headwind/bus/coded-error';
import type { Plugin, SchemaResult } from '@headwind/plugin-api';
import { deepFreeze } from './deep-freeze.js';
import { firstLine } from './first-line.js';
import type { JsonSchema } from './json-schema.js';
import { PLUGIN_EXPORT_INVALID } from './loader-errors.js';
import { secretsIn } from './secrets.js';
import { within } from './time-limit.js';

export interface ValidateOptions {
  /** What the plugin is called in errors: `use` of the configuration, or its package. */
  readonly use: string;
  /** How long validating may take. Milliseconds. */
  readonly limitMs: number;
  /**
   * Is told the values that the JSON Schema marks `writeOnly`: those that are given before the schema says a word about
   * them, then those that it makes of them.
   */
  readonly learn?: (secrets: readonly string[]) => void;
}

/** What a plugin's schema says of a configuration, and the JSON Schema beside it. */
export interface ValidatedConfig {
  readonly jsonSchema: JsonSchema;
  /** A value in it is frozen: it becomes `ctx.config`. */
  readonly result: SchemaResult<unknown>;
}

/**
 * Validates a configuration with the schema of its plugin.
 *
 * @throws `PLUGIN_EXPORT_INVALID` when the schema itself fails
 */
export async function validateConfig(
  plugin: Plugin,
  given: unknown,
  { use, limitMs, learn = () => undefined }: ValidateOptions,
): Promise<ValidatedConfig> {
  const jsonSchema = configJsonSchema(plugin, use);
  learn(secretsIn(jsonSchema, given));
  const result = await validate(plugin, given, use, limitMs);
  if (result.issues !== undefined) return { jsonSchema, result };
  learn(secretsIn(jsonSchema, result.value));
  return { jsonSchema, result: { value: deepFreeze(result.value) } };
}

/**
 * The JSON Schema (draft 2020-12) of what a plugin takes for a configuration.
 *
 * @param use what the plugin is called in errors
 * @throws `PLUGIN_EXPORT_INVALID` when the schema gives none
 */
export function configJsonSchema(plugin: Plugin, use: string): Record<string, unknown> {
  try {
    return plugin.config['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
  } catch (error) {
    throw schemaFailed(use, error);
  }
}

async function validate(plugin: Plugin, given: unknown, use: string, limitMs: number): Promise<SchemaResult<unknown>> {
  const expired = () => new Error(`validating took longer than ${limitMs} ms`);
  try {
    return await within(limitMs, expired, () => plugin.config['~standard'].validate(given));
  } catch (error) {
    throw schemaFailed(use, error);
  }
}

function schemaFailed(use: string, error: unknown): CodedError {
  return new CodedError(PLUGIN_EXPORT_INVALID, `The configuration schema of "${use}" failed: ${firstLine(error)}.`, {
    cause: error,
    remedy: "The fault is the plugin's: correct it if it is your own, otherwise report it to its author.",
  });
}
