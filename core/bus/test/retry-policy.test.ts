import { delivered, rejected, retry } from '@headwind/plugin-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EndedAttempt, judge, MAX_HINT_MS, type RetrySettings } from '../src/retry-policy.js';

const HOUR = 3_600_000;
const settings: RetrySettings = { forMs: 24 * HOUR, minMs: 1_000, maxMs: 300_000 };

function ended(attempt: Partial<EndedAttempt> & Pick<EndedAttempt, 'outcome'>): EndedAttempt {
  return { attempts: 1, retries: 0, firstAttemptAt: 0, begunAt: 0, endedAt: 0, ...attempt };
}

describe('the retry policy', () => {
  it('delivers what was delivered', () => {
    expect(judge(ended({ outcome: delivered() }), settings, 0.5)).toEqual({ state: 'delivered' });
  });

  it('never retries what was rejected', () => {
    expect(judge(ended({ outcome: rejected('HTTP 404') }), settings, 0.5)).toEqual({
      state: 'dead',
      error: 'HTTP 404',
    });
  });

  it('doubles the longest wait with each retry, up to the limit', () => {
    const waits = [0, 1, 2, 8, 9, 60].map((retries) => {
      const verdict = judge(ended({ outcome: retry('HTTP 500'), retries }), settings, 1);
      return verdict.state === 'pending' ? verdict.retryAt : undefined;
    });
    expect(waits).toEqual([1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
  });

  it('waits anything from nothing to the longest wait: full jitter', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), (random, retries) => {
        const verdict = judge(ended({ outcome: retry('HTTP 500'), retries }), settings, random);
        if (verdict.state !== 'pending') throw new Error('expected a retry');
        expect(verdict.retryAt).toBe(Math.round(random * Math.min(300_000, 1_000 * 2 ** retries)));
        expect(verdict.retries).toBe(retries + 1);
      }),
    );
  });

  it('never comes back before the hint of the provider', () => {
    fc.assert(
      fc.property(fc.nat(MAX_HINT_MS), fc.double({ min: 0, max: 1, noNaN: true }), (afterMs, random) => {
        const verdict = judge(ended({ outcome: retry('HTTP 503', { afterMs }), endedAt: 7 }), settings, random);
        if (verdict.state !== 'pending') throw new Error('expected a retry');
        expect(verdict.retryAt).toBeGreaterThanOrEqual(7 + afterMs);
        expect(verdict.pauseMs).toBeUndefined();
      }),
    );
  });

  it.each([Number.NaN, -1, Number.NEGATIVE_INFINITY])('ignores the senseless hint %d', (afterMs) => {
    const verdict = judge(ended({ outcome: retry('HTTP 503', { afterMs }) }), settings, 0.5);
    expect(verdict).toMatchObject({ state: 'pending', retryAt: 500 });
  });

  it('takes a hint of more than a day for a day', () => {
    const verdict = judge(ended({ outcome: retry('HTTP 503', { afterMs: Number.POSITIVE_INFINITY }) }), settings, 0);
    expect(verdict).toMatchObject({ state: 'pending', retryAt: MAX_HINT_MS });
  });

  it('pauses the channel on a rate-limited answer, which costs neither a retry nor time', () => {
    const outcome = retry('HTTP 429', { afterMs: 5_000, rateLimited: true });
    const limited: RetrySettings = { ...settings, maxRetries: 3 };
    const late = { attempts: 9, retries: 3, firstAttemptAt: 100, begunAt: 100, endedAt: 100 + 25 * HOUR };
    expect(judge({ outcome, ...late }, limited, 0.5)).toEqual({
      state: 'pending',
      error: 'HTTP 429',
      retryAt: late.endedAt + 5_000,
      pauseMs: 5_000,
      retries: 3,
      firstAttemptAt: 5_100,
    });
  });

  it('pauses longer each time when a rate-limited answer gives no hint', () => {
    const pauses = [1, 2, 3, 30].map((attempts) => {
      const verdict = judge(ended({ outcome: retry('429', { rateLimited: true }), attempts }), settings, 0);
      return verdict.state === 'pending' ? verdict.pauseMs : undefined;
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000, 300_000]);
  });

  it('gives up after exactly as many retries as are allowed', () => {
    const limited: RetrySettings = { ...settings, maxRetries: 3 };
    let retries = 0;
    let attempts = 0;
    for (;;) {
      attempts += 1;
      const verdict = judge(ended({ outcome: retry('HTTP 500'), attempts, retries }), limited, 0.5);
      if (verdict.state !== 'pending') break;
      retries = verdict.retries;
    }
    expect(attempts).toBe(4);
  });

  it('gives up when an attempt fails after the time for retries is over, and not before', () => {
    const outcome = retry('HTTP 500');
    expect(judge(ended({ outcome, endedAt: 24 * HOUR - 1 }), settings, 0.5).state).toBe('pending');
    expect(judge(ended({ outcome, endedAt: 24 * HOUR, attempts: 12 }), settings, 0.5)).toEqual({
      state: 'dead',
      error: 'HTTP 500 (given up after 12 attempts)',
    });
  });
});
