import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainData } from '../../src/config/plain-data.js';

const told = (value: unknown) => plainData({ a: { b: value } }).problems.map(({ message }) => message);

describe('the configuration of a program, as data', () => {
  it('is a copy of all that a file could hold', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const { tree, problems } = plainData(value);
        expect(problems).toEqual([]);
        expect(JSON.stringify(tree)).toBe(JSON.stringify(value));
        expect(tree).not.toBe(value);
      }),
    );
  });

  it('leaves out keys that are undefined, and keeps those that are null', () => {
    expect(plainData({ a: undefined, b: { c: undefined, d: null } })).toEqual({
      tree: { b: { d: null } },
      problems: [],
    });
  });

  it('may come from another realm, have no prototype, and say the same thing twice', () => {
    const twice = { x: 1 };
    const value = runInNewContext('({ a: [{ b: 1 }] })');
    expect(plainData({ value, bare: Object.create(null), one: twice, two: [twice] }).problems).toEqual([]);
  });

  it.each([
    ['a function', () => 's3cret'],
    ['a symbol', Symbol('s3cret')],
    ['a bigint', 5n],
    ['an object of the class URL', new URL('https://s3cret')],
    ['an object of the class Date', new Date(0)],
    ['an object of a class', Object.create(Object.create(Object.create(null)))],
  ])('has no %s in it, and the problem does not show what it says', (found, value) => {
    expect(told(value)).toEqual([
      `\`a.b\`: found ${found}, expected plain data: texts, numbers, true, false, null, lists and mappings`,
    ]);
    expect(told([value])).toHaveLength(1);
  });

  it('has nothing missing from a list, and does not contain itself', () => {
    expect(told([1, undefined])).toEqual([expect.stringContaining('`a.b[1]`: found nothing')]);
    const circle: Record<string, unknown> = {};
    circle.around = { circle };
    expect(told(circle)).toEqual([
      expect.stringContaining('`a.b.around.circle`: found something that contains itself'),
    ]);
  });
});
