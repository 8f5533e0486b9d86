import type { JsonSchema } from '@headwind/plugin-loader/json-schema';
import { isMapping } from '../config/mapping.js';

/**
 * The schema of a mapping in which keys without a value count as not given, as `withoutEmptyKeys` has it: so does null
 * wherever a key may be left out. Lists are left as they are.
 */
export function withEmptyKeys(schema: JsonSchema): JsonSchema {
  const { properties, additionalProperties, required } = schema;
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const entries = Object.entries(isMapping(properties) ? properties : {}).map(([key, value]) => {
    if (!isMapping(value)) return [key, value];
    return [key, needed.includes(key) ? withEmptyKeys(value) : orNull(withEmptyKeys(value))];
  });
  return {
    ...schema,
    ...(properties !== undefined && { properties: Object.fromEntries(entries) }),
    ...(isMapping(additionalProperties) && { additionalProperties: orNull(withEmptyKeys(additionalProperties)) }),
  };
}

/** The schema that takes null as well. */
export function orNull(schema: JsonSchema): JsonSchema {
  const { type, anyOf, ...rest } = schema;
  const isAnyOf = Array.isArray(anyOf);
  if (type !== undefined && !isAnyOf && !('enum' in rest) && !('const' in rest)) {
    return { ...schema, type: [...new Set([type, 'null'].flat())] };
  }
  if (type === undefined && isAnyOf) return { ...rest, anyOf: [...anyOf, { type: 'null' }] };
  if (!Object.keys(schema).some((key) => LIMITING.has(key))) return schema;
  // What explains a key stands where editors look for it.
  const { description } = schema;
  return { ...(description !== undefined && { description }), anyOf: [schema, { type: 'null' }] };
}

const LIMITING: ReadonlySet<string> = new Set(['type', 'enum', 'const', 'anyOf', 'allOf', '$ref']);
