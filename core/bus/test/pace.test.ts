import { delivered } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { Pace } from '../src/pace.js';

function paceAt(times: { now: number }, rateLimit?: { perSecond: number; burst: number }): Pace {
  return new Pace(rateLimit === undefined ? {} : { rateLimit }, () => times.now);
}

function attempt(pace: Pace): void {
  pace.attemptEnded(delivered(), pace.attemptBegins());
}

describe('the pace of a channel', () => {
  it('waits for the end of a pause, and a shorter one changes nothing', () => {
    const times = { now: 0 };
    const pace = paceAt(times);
    expect(pace.pause(2_000)).toBe(true);
    expect(pace.pause(1_000)).toBe(false);
    expect(pace.waitMs).toBe(2_000);
    times.now = 2_000;
    expect(pace.waitMs).toBe(0);
  });

  it('goes on one by one after a pause, although a burst was saved up meanwhile', () => {
    const times = { now: 0 };
    const pace = paceAt(times, { perSecond: 1, burst: 3 });
    pace.pause(60_000);
    times.now = 60_000;
    expect(pace.waitMs).toBe(0);
    attempt(pace);
    expect(pace.waitMs).toBe(1_000);
  });
});
