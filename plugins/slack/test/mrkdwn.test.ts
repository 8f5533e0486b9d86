import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mrkdwn } from '../src/mrkdwn.js';

describe('text that is escaped', () => {
  it.each([
    ['&&', 10, '&amp;&amp;'],
    ['&&&', 10, '&amp;…'],
    ['&&&', 11, '&amp;&amp;…'],
    ['a<b', 6, 'a&lt;b'],
    ['a<b', 5, 'a…'],
  ])('%j is, within %i characters, %j', (text, limit, expected) => {
    expect(mrkdwn(text, limit)).toBe(expected);
  });

  it('is never longer than its limit', () => {
    const text = fc.string({ unit: fc.constantFrom('&', '<', '>', 'a', '🚀', ' '), maxLength: 60 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 60 }), (given, limit) => {
        expect(mrkdwn(given, limit).length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});
