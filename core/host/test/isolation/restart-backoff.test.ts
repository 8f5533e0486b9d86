import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restartDelayMs } from '../../src/isolation/restart-backoff.js';

describe('the wait before a worker is started again', () => {
  it('begins at a second and ends at five minutes', () => {
    expect(restartDelayMs(1, 0)).toBe(1_000);
    expect(restartDelayMs(2, 0)).toBe(2_000);
    expect(restartDelayMs(1_000, 1)).toBe(300_000);
  });

  it('is never shorter than a second nor longer than five minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (ended, random) => {
        const delay = restartDelayMs(ended, random);
        expect(delay).toBeGreaterThanOrEqual(1_000);
        expect(delay).toBeLessThanOrEqual(300_000);
      }),
    );
  });
});
