import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateLimit } from '../src/rate-limit.js';

/** Begins an attempt as soon as the limit allows, `count` times, and gives the times. */
function begin(limit: RateLimit, count: number, from = 0): number[] {
  let now = from;
  return Array.from({ length: count }, () => {
    now = limit.nextAttemptAt(now);
    limit.attemptBegins(now);
    return now;
  });
}

describe('the rate limit', () => {
  it('allows a burst, then one attempt at a time', () => {
    expect(begin(new RateLimit({ perSecond: 2, burst: 3 }, 0), 6)).toEqual([0, 0, 0, 500, 1_000, 1_500]);
  });

  it('allows a burst again after a rest', () => {
    const limit = new RateLimit({ perSecond: 1, burst: 2 }, 0);
    begin(limit, 2);
    expect(begin(limit, 3, 10_000)).toEqual([10_000, 10_000, 11_000]);
  });

  it('allows no burst after it started over', () => {
    const limit = new RateLimit({ perSecond: 1, burst: 5 }, 0);
    limit.startOver(10_000);
    expect(limit.nextAttemptAt(4_000)).toBe(4_000); // what it starts over for is not its matter
    expect(begin(limit, 3, 10_000)).toEqual([10_000, 11_000, 12_000]);
  });

  it('never allows more than the burst and the rate, over any stretch', () => {
    const limits = fc.record({ perSecond: fc.integer({ min: 1, max: 200 }), burst: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(limits, (settings) => {
        const times = begin(new RateLimit(settings, 0), 60);
        for (const [index, time] of times.entries()) {
          expect(index + 1).toBeLessThanOrEqual(settings.burst + (time / 1000) * settings.perSecond + 1e-6);
        }
      }),
    );
  });
});
