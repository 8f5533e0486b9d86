import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitLine } from '../src/fit-line.js';
import { httpUrl } from '../src/http-url.js';
import { utcTimeOf } from '../src/utc-time.js';

describe('a line that is fitted', () => {
  it('has one space where white space was, and none at its ends', () => {
    expect(fitLine(' a\n\tb\u0085c  d\u2028e ', 100)).toBe('a b c d e');
  });

  it('is one line within its limit, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, limit) => {
        const line = fitLine(text, limit);
        expect(line.length).toBeLessThanOrEqual(limit);
        expect(line).toBe(line.trim());
        expect(line).not.toMatch(/[\n\t]/);
      }),
    );
  });
});

describe('an address that is passed on', () => {
  it.each([
    ['https://example.com/ü "x"', 'https://example.com/%C3%BC%20%22x%22'],
    ['https://example.com/?a\\b', 'https://example.com/?a%5Cb'],
    ['http://example.com', 'http://example.com/'],
  ])('%s is %s', (text, url) => {
    expect(httpUrl(text, 100)).toBe(url);
  });

  it.each(['javascript:alert(1)', 'nowhere', '', `https://example.com/${'a'.repeat(100)}`])('is not %s', (text) => {
    expect(httpUrl(text, 100)).toBeUndefined();
  });
});

describe('the time of an event in UTC', () => {
  it.each([
    ['2025-11-06T10:30:00Z', '2025-11-06T10:30:00Z'],
    ['2025-11-06T10:30:00.123+02:00', '2025-11-06T08:30:00Z'],
    ['0000-06-01T00:00:00Z', '0000-06-01T00:00:00Z'],
  ])('of %s is %s', (time, utc) => {
    expect(utcTimeOf({ time })).toBe(utc);
  });

  it.each(['9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00+01:00', 'yesterday', ''])('is not known of %j', (time) => {
    expect(utcTimeOf({ time })).toBeUndefined();
  });
});
