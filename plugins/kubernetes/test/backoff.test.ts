import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delayAfter } from '../src/backoff.js';

const BOUNDS = { minMs: 500, maxMs: 30_000 };

describe('the wait before the next attempt', () => {
  it('doubles with each failure, up to its limit', () => {
    expect([1, 2, 3, 6, 7, 8, 10_000].map((failures) => delayAfter(failures, BOUNDS, 1))).toEqual([
      500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('is anything between half of that and the whole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, random) => {
          const whole = delayAfter(failures, BOUNDS, 1);
          const delay = delayAfter(failures, BOUNDS, random);
          expect(delay).toBeGreaterThanOrEqual(whole / 2);
          expect(delay).toBeLessThanOrEqual(whole);
        },
      ),
    );
  });
});
