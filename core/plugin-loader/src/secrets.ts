import { isSecretAt, type JsonSchema } from './json-schema.js';

/** The values that stand where a plugin's JSON Schema says `writeOnly: true`, or anywhere below. */
export function secretsIn(schema: JsonSchema, value: unknown, path: readonly (string | number)[] = []): string[] {
  if (typeof value === 'string' || typeof value === 'number') return isSecretAt(schema, path) ? [String(value)] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => secretsIn(schema, item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => secretsIn(schema, inner, [...path, key]));
}
