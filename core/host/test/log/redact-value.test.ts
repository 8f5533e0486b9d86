import { expect, it } from 'vitest';
import { redactValue } from '../../src/log/redact-value.js';
import { Redactor } from '../../src/log/redactor.js';

const redactor = new Redactor();
redactor.add('hunter2');

it('blanks secrets out of every text of a value, and of its keys', () => {
  const value = {
    url: 'https://hunter2.example.com',
    list: ['hunter2', 7, null, true],
    hunter2: { deep: 'a hunter2' },
  };
  expect(redactValue(value, redactor)).toEqual({
    url: 'https://[secret].example.com',
    list: ['[secret]', 7, null, true],
    '[secret]': { deep: 'a [secret]' },
  });
});

it('gives the value as JSON has it', () => {
  const value = { at: new Date(0), none: undefined, call: () => 1 };
  expect(redactValue(value, redactor)).toEqual({ at: '1970-01-01T00:00:00.000Z' });
  expect(redactValue(undefined, redactor)).toBeUndefined();
});

it('stays JSON where a secret looks like it', () => {
  const structure = new Redactor();
  structure.add('null');
  structure.add('":"a');
  expect(redactValue({ x: null, y: 'a null' }, structure)).toEqual({ x: null, y: 'a [secret]' });
});
