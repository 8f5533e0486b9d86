import { expect, it } from 'vitest';
import { durationText } from '../../src/cli/duration-text.js';

it.each([
  [0, '0 ms'],
  [12.4, '12 ms'],
  [1_000, '1 s'],
  [1_549, '1.5 s'],
  [90_000, '1.5 min'],
  [86_400_000, '24 h'],
])('%d ms is %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});
