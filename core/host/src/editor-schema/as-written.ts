import type { JsonSchema } from '@headwind/plugin-loader/json-schema';
import { isMapping, valueAt } from '../config/mapping.js';

/** Where the schema has the text with a reference in it, which stands for a text that nobody knows yet. */
export const REFERENCE_POINTER = '#/definitions/reference';

/** As `resolveReferences` reads it: a variable or a file, alone or in other text, or `$${` for a literal `${`. */
export const REFERENCE: JsonSchema = {
  description: `\${env:NAME} stands for a variable of the environment, \${file:/path} for the text of a file.`,
  type: 'string',
  pattern: '\\$\\$\\{|\\$\\{(env|file):[^}]+\\}',
};

/** The shortest reference, `${env:A}`, is as long. */
const REFERENCE_LENGTH = 8;

const isText = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number';
const isFlag = (value: unknown) => typeof value === 'boolean';
const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;
const isSet = (value: unknown) =>
  Array.isArray(value) && new Set(value.map((each) => JSON.stringify(each))).size === value.length;
const isTexts = (value: unknown) => isSet(value) && [value].flat().every(isText);

const isFilled = (value: unknown) => Array.isArray(value) && value.length > 0;

const TYPES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);

type Keywords = Readonly<Record<string, (value: unknown) => boolean>>;

/** What is said about a value without limiting it. */
const ANNOTATIONS: Keywords = {
  title: isText,
  description: isText,
  default: () => true,
  examples: Array.isArray,
  readOnly: isFlag,
  writeOnly: isFlag,
};

/** What limits values, but none that a reference could stand for. */
const LIMITS: Keywords = {
  type: (value) =>
    (isText(value) || (isTexts(value) && isFilled(value))) && [value].flat().every((each) => TYPES.has(each)),
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: (value) => isNumber(value) && Number(value) > 0,
  minItems: isCount,
  maxItems: isCount,
  uniqueItems: isFlag,
  minProperties: isCount,
  maxProperties: isCount,
  required: isTexts,
};

/** What limits texts: a reference may stand for a right one all the same. */
const TEXT_LIMITS: Keywords = {
  enum: (value) => isSet(value) && isFilled(value),
  const: () => true,
  pattern: isPattern,
  format: isText,
  minLength: isCount,
  maxLength: isCount,
};

/**
 * The schema of values as that of a file in which they are written: wherever it limits a text, a reference does as well. It
 * comes as draft-07, from that or a later draft, and may take more than it did but never less: what says how parts of a value
 * depend on each other (`if`, `not`, `contains`, `unevaluated…`) is left out, for what references stand for decides that.
 *
 * @param pointer where the schema is going to stand: `#/definitions/slack.config`
 */
export function asWritten(schema: unknown, pointer: string): JsonSchema {
  return converted(schema, { whole: schema, pointer, isOfKeys: false });
}

interface Place {
  readonly whole: unknown;
  readonly pointer: string;
  /** Keys are not looked into for references. */
  readonly isOfKeys: boolean;
}

function converted(schema: unknown, place: Place): JsonSchema {
  if (!isMapping(schema)) return schema === false ? { not: {} } : {};
  const annotations = those(schema, ANNOTATIONS);
  const textLimits = those(schema, TEXT_LIMITS);
  const limits = { ...those(schema, LIMITS), ...textLimits, ...parts(schema, place) };
  if (place.isOfKeys || !limitsTexts(limits.type, textLimits)) return { ...annotations, ...limits };
  return { ...annotations, anyOf: [limits, { $ref: REFERENCE_POINTER }] };
}

/** Whether some texts are right and others, references among them, are not. */
function limitsTexts(type: unknown, { minLength, ...limits }: JsonSchema): boolean {
  if (type !== undefined && ![type].flat().includes('string')) return false;
  if (Array.isArray(limits.enum)) return limits.enum.some(isText);
  if ('const' in limits) return isText(limits.const);
  return Object.keys(limits).length > 0 || Number(minLength ?? 0) > REFERENCE_LENGTH;
}

/** The schemas inside a schema. */
function parts(schema: JsonSchema, place: Place): JsonSchema {
  const one = (part: unknown) => (typeof part === 'boolean' ? part : converted(part, place));
  const list = (part: unknown) => (Array.isArray(part) ? part.map(one) : []);
  const named = (part: unknown) =>
    Object.fromEntries(Object.entries(isMapping(part) ? part : {}).map(([name, each]) => [name, one(each)]));
  const { additionalProperties, propertyNames, $ref } = schema;
  // With a reference in it, a value may fit into several alternatives.
  const [first, ...more] = [schema.anyOf, schema.oneOf].filter(isFilled);
  const all = [
    ...list(schema.allOf),
    ...more.map((each) => ({ anyOf: list(each) })),
    ...($ref === undefined ? [] : [moved($ref, place)]),
  ];
  const groups = ['properties', 'patternProperties', '$defs', 'definitions'].filter((group) => group in schema);
  return {
    ...Object.fromEntries(groups.map((group) => [group, named(schema[group])])),
    ...(additionalProperties !== undefined && { additionalProperties: one(additionalProperties) }),
    ...(isMapping(propertyNames) && { propertyNames: converted(propertyNames, { ...place, isOfKeys: true }) }),
    ...itemsOf(schema, one, list),
    ...(first !== undefined && { anyOf: list(first) }),
    ...(all.length > 0 && { allOf: all }),
  };
}

/** Draft-07 has the items that are told apart by their place as `items`, and the others as `additionalItems`. */
function itemsOf(
  { prefixItems, items, additionalItems }: JsonSchema,
  one: (part: unknown) => unknown,
  list: (part: unknown) => unknown[],
): JsonSchema {
  const isOlder = Array.isArray(items);
  const others = isOlder ? additionalItems : items;
  const places = list(isOlder ? items : prefixItems);
  if (places.length === 0) return others === undefined ? {} : { items: one(others) };
  return { items: places, ...(others !== undefined && { additionalItems: one(others) }) };
}

/** What refers to the whole schema or one of its definitions goes on doing so; whatever else it refers to is left open. */
function moved(reference: unknown, { whole, pointer }: Place): JsonSchema {
  if (typeof reference !== 'string') return {};
  const [, group = '', name = ''] = /^#\/(\$defs|definitions)\/([\w.-]+)$/.exec(reference) ?? [];
  const isThere = reference === '#' || valueAt(whole, [group, name]) !== undefined;
  return isThere ? { $ref: `${pointer}${reference.slice(1)}` } : {};
}

function those(schema: JsonSchema, keywords: Keywords): JsonSchema {
  const entries = Object.entries(schema).filter(
    ([keyword, value]) => Object.hasOwn(keywords, keyword) && keywords[keyword]?.(value),
  );
  return Object.fromEntries(entries);
}

/** As validators read them, which take every pattern for one of Unicode. */
function isPattern(value: unknown): boolean {
  try {
    return typeof value === 'string' && new RegExp(value, 'u').unicode;
  } catch {
    return false;
  }
}
