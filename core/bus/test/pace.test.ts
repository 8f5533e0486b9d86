import { delivered, type Outcome, rejected, retry } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { ChannelPause } from '../src/channel-pause.js';
import { Pace } from '../src/pace.js';

function paceAt(
  times: { now: number },
  rateLimit?: { perSecond: number; burst: number },
  pause = new ChannelPause(),
): Pace {
  return new Pace(rateLimit === undefined ? {} : { rateLimit }, () => times.now, pause);
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

  it('begins a pause once, and prolongs it', () => {
    const times = { now: 0 };
    const pace = paceAt(times);
    expect(pace.pauseMs).toBe(0);
    expect([pace.pause(1_000), pace.pause(3_000)]).toEqual([true, false]);
    expect(pace.pauseMs).toBe(3_000);
    times.now = 3_000;
    expect(pace.pauseMs).toBe(0);
    expect(pace.pause(500)).toBe(true);
  });

  it('tells when the breaker opens and when it closes, and nothing of its probes that fail', () => {
    const times = { now: 0 };
    const pace = paceAt(times);
    const ended = (outcome: Outcome) => pace.attemptEnded(outcome, pace.attemptBegins());
    const changes = Array.from({ length: 10 }, () => ended(retry('HTTP 503')));
    expect(changes).toEqual([...Array.from({ length: 9 }, () => undefined), 'opened']);
    expect(pace.breaker).toBe('open');
    times.now = 1_000;
    expect(pace.breaker).toBe('half-open');
    expect(ended(retry('HTTP 503'))).toBeUndefined();
    times.now = 3_000;
    expect(ended(rejected('HTTP 400'))).toBe('closed');
    expect(ended(delivered())).toBeUndefined();
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

  it('goes on with the pause of the one before, and one by one after it', () => {
    const times = { now: 0 };
    const pause = new ChannelPause();
    paceAt(times, undefined, pause).pause(60_000);
    times.now = 10_000;
    const pace = paceAt(times, { perSecond: 1, burst: 3 }, pause);
    expect([pace.waitMs, pace.pauseMs, pace.pause(1_000)]).toEqual([50_000, 50_000, false]);
    times.now = 60_000;
    attempt(pace);
    expect(pace.waitMs).toBe(1_000);
  });

  it('has its burst at once when the pause of the one before is over', () => {
    const times = { now: 0 };
    const pause = new ChannelPause();
    paceAt(times, undefined, pause).pause(1_000);
    times.now = 1_000;
    const pace = paceAt(times, { perSecond: 1, burst: 2 }, pause);
    attempt(pace);
    expect(pace.waitMs).toBe(0);
  });
});
