import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Locate } from '../../src/config/problem.js';
import { issuesToProblems } from '../../src/config/schema-problems.js';

const schema = z.strictObject({
  url: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  target: z.union([z.string(), z.strictObject({ host: z.string(), port: z.number() })]).optional(),
  rules: z.array(z.strictObject({ match: z.string() })).optional(),
});
const jsonSchema = z.toJSONSchema(schema, { io: 'input' });

/** Gives every path a place that shows what was asked for. */
const locate: Locate = (path, part = 'value') => ({ file: `${path.join('.')} (${part})`, line: 1, column: 1 });

function messages(value: unknown): string[] {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return issuesToProblems(issues, ['plugins', 'a', 'config'], jsonSchema, locate).map(({ message }) => message);
}

describe("the problems of a plugin's configuration", () => {
  it('say the place and what the schema says', () => {
    const issues = [{ message: 'expected a URL', path: ['url'] }];
    expect(issuesToProblems(issues, ['plugins', 'a', 'config'], jsonSchema, locate)).toEqual([
      {
        code: 'CONFIG_INVALID',
        path: ['plugins', 'a', 'config', 'url'],
        position: { file: 'plugins.a.config.url (value)', line: 1, column: 1 },
        message: '`plugins.a.config.url`: expected a URL',
      },
    ]);
  });

  it('are one for each unknown key, with the nearest right one, at the key', () => {
    const issues = schema.safeParse({ url: 'x', header: {}, targt: 'x' }).error?.issues ?? [];
    const problems = issuesToProblems(issues, ['plugins', 'a', 'config'], jsonSchema, locate);
    expect(problems.map(({ message, position }) => [message, position?.file])).toEqual([
      ['unknown key `header` in `plugins.a.config`; did you mean `headers`?', 'plugins.a.config.header (key)'],
      ['unknown key `targt` in `plugins.a.config`; did you mean `target`?', 'plugins.a.config.targt (key)'],
    ]);
  });

  it('list the known keys where none is near', () => {
    expect(messages({ url: 'x', zzzzz: 1 })).toEqual([
      'unknown key `zzzzz` in `plugins.a.config`; known are url, headers, target, rules',
    ]);
  });

  it('name the nearest key inside lists and alternatives', () => {
    expect(messages({ url: 'x', rules: [{ match: 'a', mtch: 'b' }] })).toEqual([
      'unknown key `mtch` in `plugins.a.config.rules[0]`; did you mean `match`?',
    ]);
    expect(messages({ url: 'x', target: { host: 'h', port: 1, prt: 2 } })).toEqual([
      'unknown key `prt` in `plugins.a.config.target`; did you mean `port`?',
    ]);
  });

  it('name the nearest key for schema libraries that report an unknown key at the key itself', () => {
    const issues = [{ message: 'must be removed', path: [{ key: 'headrs' }] }];
    expect(issuesToProblems(issues, [], jsonSchema, locate)[0]?.message).toBe(
      'unknown key `headrs`; did you mean `headers`?',
    );
  });

  it('keep the message of a known key, and of any key where the schema allows others', () => {
    const issues = [
      { message: 'is missing', path: ['url'] },
      { message: 'is too long', path: ['headers', 'x-team'] },
    ];
    expect(issuesToProblems(issues, [], jsonSchema, locate).map(({ message }) => message)).toEqual([
      '`url`: is missing',
      '`headers.x-team`: is too long',
    ]);
  });

  it('follow references and schemas that refer to themselves', () => {
    const recursive = {
      $ref: '#/$defs/node',
      $defs: {
        node: {
          allOf: [{ $ref: '#/$defs/node' }],
          type: 'object',
          properties: { child: { $ref: '#/$defs/node' }, label: { type: 'string' } },
          additionalProperties: false,
        },
      },
    };
    const issues = [{ message: 'x', path: ['child', 'child', 'labl'] }];
    expect(issuesToProblems(issues, [], recursive, locate)[0]?.message).toBe(
      'unknown key `labl` in `child.child`; did you mean `label`?',
    );
  });

  it('do without a JSON Schema and without a place', () => {
    const issues = [{ message: 'wrong' }, { message: 'x', path: [], keys: ['a'] }];
    expect(issuesToProblems(issues, [], undefined, () => undefined)).toEqual([
      { code: 'CONFIG_INVALID', path: [], message: 'wrong' },
      { code: 'CONFIG_INVALID', path: ['a'], message: 'unknown key `a`' },
    ]);
  });
});
