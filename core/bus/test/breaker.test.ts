import { describe, expect, it } from 'vitest';
import { Breaker } from '../src/breaker.js';

/** Begins so many attempts, then lets them all fail. */
function fail(breaker: Breaker, times: number, now: number): void {
  const begun = Array.from({ length: times }, () => breaker.attemptBegins(now));
  for (const each of begun) breaker.attemptFailed(each, now);
}

describe('the breaker', () => {
  it('stays closed as long as fewer than ten attempts in a row fail', () => {
    const breaker = new Breaker();
    fail(breaker, 9, 0);
    breaker.attemptAnswered(breaker.attemptBegins(0));
    fail(breaker, 9, 0);
    expect(breaker.state(0)).toBe('closed');
    expect(breaker.nextAttemptAt(0)).toBe(0);
  });

  it('opens for a second after ten failures in a row', () => {
    const breaker = new Breaker();
    fail(breaker, 10, 500);
    expect(breaker.state(500)).toBe('open');
    expect(breaker.nextAttemptAt(600)).toBe(1_500);
    expect(breaker.state(1_500)).toBe('half-open');
  });

  it('lets one probe through when half-open, and closes when that is answered', () => {
    const breaker = new Breaker();
    fail(breaker, 10, 0);
    expect(breaker.nextAttemptAt(1_000)).toBe(1_000);
    const probe = breaker.attemptBegins(1_000);
    expect(breaker.nextAttemptAt(1_000)).toBeUndefined();
    breaker.attemptAnswered(probe);
    expect(breaker.state(1_001)).toBe('closed');
  });

  it('is open twice as long after each failed probe, up to half a minute', () => {
    const breaker = new Breaker();
    fail(breaker, 10, 0);
    const opens: number[] = [];
    let now = 1_000;
    for (let i = 0; i < 7; i += 1) {
      breaker.attemptFailed(breaker.attemptBegins(now), now);
      const next = breaker.nextAttemptAt(now) ?? 0;
      opens.push(next - now);
      now = next;
    }
    expect(opens).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('does not count what was begun before it opened, neither while it is open nor for the probe', () => {
    const breaker = new Breaker();
    const [lateFailure, lateAnswer] = [breaker.attemptBegins(0), breaker.attemptBegins(0)];
    fail(breaker, 10, 0);
    breaker.attemptAnswered(breaker.attemptBegins(0) - 1);
    expect(breaker.nextAttemptAt(20)).toBe(1_000);

    const probe = breaker.attemptBegins(1_000);
    breaker.attemptFailed(lateFailure, 1_100);
    breaker.attemptAnswered(lateAnswer);
    expect(breaker.state(1_200)).toBe('half-open');
    breaker.attemptAnswered(probe);
    expect(breaker.state(1_300)).toBe('closed');
  });
});
