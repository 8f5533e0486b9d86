import type { JsonSchema } from '@headwind/plugin-loader/json-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { asWritten, REFERENCE } from '../../src/editor-schema/as-written.js';
import { validator } from './validator.js';

/** Checks values by the schema as it is written in a file. */
function written(schema: unknown): (value: unknown) => string[] {
  const definitions = { reference: REFERENCE, whole: asWritten(schema, '#/definitions/whole') };
  return validator({ definitions, $ref: '#/definitions/whole' });
}

const REFERENCES = [`\${env:NAME}`, `\${file:/run/secrets/a b}`, `Bearer \${env:NAME}`, `$\${literal}`];

describe('the schema of a file', () => {
  it.each<[string, JsonSchema, unknown]>([
    ['one of several words', { type: 'string', enum: ['a', 'b'] }, 'a'],
    ['one of several words without a type', { enum: ['a', 1] }, 'a'],
    ['one word', { const: 'a' }, 'a'],
    ['a pattern', { type: 'string', pattern: '^a$' }, 'a'],
    ['a length', { type: 'string', maxLength: 1 }, 'a'],
    ['a long text', { type: 'string', minLength: 32 }, 'a'.repeat(32)],
    ['a text or a number', { type: ['string', 'number'], pattern: '^a$' }, 'a'],
    ['alternatives', { anyOf: [{ const: false }, { type: 'string', pattern: '^a$' }] }, 'a'],
    ['alternatives of which one may fit', { oneOf: [{ const: 'a' }, { const: 'b' }] }, 'a'],
    ['all of several', { allOf: [{ pattern: '^a' }, { pattern: 'a$' }] }, 'a'],
    ['a definition', { $ref: '#/$defs/word', $defs: { word: { const: 'a' } } }, 'a'],
  ])('takes a reference where a text is limited: %s', (_, schema, right) => {
    const check = written({
      type: 'object',
      properties: { key: schema, list: { items: schema } },
      $defs: schema.$defs,
    });
    for (const value of [right, ...REFERENCES]) expect(check({ key: value, list: [value] })).toEqual([]);
    for (const value of ['cc', `\${NAME}`, `\${env:}`, '$NAME']) expect(check({ key: value })).not.toEqual([]);
  });

  it.each<[string, JsonSchema]>([
    ['a number', { type: 'number' }],
    ['a switch', { type: 'boolean' }],
    ['one of several numbers', { enum: [1, 2] }],
    ['a list', { type: 'array' }],
    ['a mapping', { type: 'object' }],
  ])('takes none where no text is right, for a reference stands for one: %s', (_, schema) => {
    for (const reference of REFERENCES) expect(written(schema)(reference)).not.toEqual([]);
  });

  it('keeps what people read', () => {
    const annotations = { title: 'A', description: 'a word', default: 'a', examples: ['b'], writeOnly: true };
    expect(asWritten({ ...annotations, type: 'string', enum: ['a', 'b'] }, '#')).toEqual({
      ...annotations,
      anyOf: [{ type: 'string', enum: ['a', 'b'] }, { $ref: '#/definitions/reference' }],
    });
  });

  it('knows items by their place, as either draft has them', () => {
    for (const schema of [
      { prefixItems: [{ type: 'number' }], items: { type: 'boolean' } },
      { items: [{ type: 'number' }], additionalItems: { type: 'boolean' } },
    ]) {
      const check = written({ type: 'array', ...schema });
      expect(check([1, true, false])).toEqual([]);
      expect(check([true])).not.toEqual([]);
      expect(check([1, 2])).not.toEqual([]);
    }
  });

  it('follows a schema that refers to itself', () => {
    const check = written({ type: 'object', properties: { next: { $ref: '#' } }, additionalProperties: false });
    expect(check({ next: { next: {} } })).toEqual([]);
    expect(check({ next: { nxt: {} } })).not.toEqual([]);
  });

  it('says what a definition and its neighbours say', () => {
    const check = written({ $ref: '#/$defs/text', minLength: 2, $defs: { text: { type: 'string' } } });
    expect(check('ab')).toEqual([]);
    expect(check('a')).not.toEqual([]);
    expect(check(5)).not.toEqual([]);
  });

  it.each<[string, unknown]>([
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    ['a condition', { if: { const: 'a' }, then: { const: 'b' } }],
    ['a denial', { not: { const: 'a' } }],
    ['a reference to somewhere else', { $ref: 'https://example.com/schema.json' }],
    ['a reference to nothing', { $ref: '#/$defs/none' }],
    ['a reference into the middle', { $ref: '#/properties/a', properties: { a: { const: 'b' } } }],
    ['a pattern that is none', { pattern: '(' }],
    ['a type that is none', { type: 5 }],
    ['limits of the first drafts', { exclusiveMinimum: true }],
    ['a name of JavaScript', { constructor: 5 }],
    ['a text', 'anything'],
  ])('leaves open what it cannot tell: %s', (_, schema) => {
    expect(written(schema)('a')).toEqual([]);
  });

  it('closes what is closed', () => {
    expect(written(false)('a')).not.toEqual([]);
    expect(written({ properties: { a: false } })({ a: 1 })).not.toEqual([]);
  });

  it('is right itself, whatever is taken for a schema', () => {
    const keyword = fc.constantFrom(
      ...['type', 'enum', 'const', 'pattern', 'minLength', 'required', 'properties', 'items', 'prefixItems', 'anyOf'],
      ...['oneOf', 'allOf', '$ref', '$defs', 'propertyNames', 'additionalProperties', 'multipleOf', 'default', 'title'],
      ...['additionalItems', 'uniqueItems', 'patternProperties', '$id', 'definitions', 'minItems', 'maximum'],
    );
    const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.constantFrom('string', 'text', '^a', '(', '#', '#/$defs/a', 0, -1, 1.5, true, false, null, '~/'),
        fc.array(tie('schema'), { maxLength: 3 }),
        fc.dictionary(fc.oneof(keyword, fc.constant('a')), tie('schema'), { noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(schema, (any) => typeof written(any) === 'function'),
      { numRuns: 300 },
    );
  });

  it('takes whatever the schema takes', () => {
    const leaf = fc.constantFrom<z.ZodType>(
      z.string().min(10),
      z.enum(['a', 'b']),
      z.int().min(0),
      z.boolean(),
      z.literal('a'),
      z.null(),
    );
    const { schema } = fc.letrec<{ schema: z.ZodType }>((tie) => ({
      schema: fc.oneof(
        { maxDepth: 3 },
        leaf,
        tie('schema').map((item) => z.array(item)),
        fc.dictionary(fc.constantFrom('a', 'b'), tie('schema')).map((shape) => z.strictObject(shape).partial()),
        fc.tuple(tie('schema'), tie('schema')).map((options) => z.union(options)),
        fc.tuple(tie('schema'), tie('schema')).map((items) => z.tuple(items)),
      ),
    }));
    const key = fc.constantFrom('a', 'b');
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom('a', 'b', 'a long text', 0, -1, true, null),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(key, tie('value'), { noNullPrototype: true }),
      ),
    }));
    let accepted = 0;
    fc.assert(
      fc.property(schema, fc.array(value, { minLength: 20, maxLength: 40 }), (zod, values) => {
        const check = written(z.toJSONSchema(zod, { io: 'input' }));
        const right = values.filter((each) => zod.safeParse(each).success);
        accepted += right.length;
        for (const each of right) expect(check(each)).toEqual([]);
      }),
      { numRuns: 100 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
