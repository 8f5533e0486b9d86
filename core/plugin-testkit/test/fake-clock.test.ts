import { describe, expect, it } from 'vitest';
import { FakeClock } from '../src/fake-clock.js';

describe('the fake clock', () => {
  it('stands still until it is moved', async () => {
    const { now } = new FakeClock(1_000);
    expect([now(), now()]).toEqual([1_000, 1_000]);
    expect(new Date(new FakeClock().now()).toISOString()).toBe('2025-11-06T10:30:00.000Z');
  });

  it('wakes those who wait at their times and in their order', async () => {
    const clock = new FakeClock(0);
    const woken: string[] = [];
    const wait = (name: string, ms: number) => clock.wait(ms).then(() => woken.push(`${name} at ${clock.now()}`));
    void wait('late', 30);
    void wait('early', 10);
    await clock.advance(5);
    expect([woken, clock.waiting]).toEqual([[], 2]);
    await clock.advance(25);
    expect([woken, clock.now(), clock.waiting]).toEqual([['early at 10', 'late at 30'], 30, 0]);
  });

  it('wakes whoever waits again on the way', async () => {
    const clock = new FakeClock(0);
    const ticks: number[] = [];
    const stopping = new AbortController();
    const loop = (async () => {
      for (;;) {
        await clock.wait(10, stopping.signal);
        ticks.push(clock.now());
      }
    })();
    await clock.advance(35);
    expect([ticks, clock.now()]).toEqual([[10, 20, 30], 35]);
    stopping.abort(new Error('stopped'));
    await expect(loop).rejects.toThrow('stopped');
    expect(clock.waiting).toBe(0);
  });

  it('lets nobody wait for nothing, nor with a signal that is aborted', async () => {
    const clock = new FakeClock();
    await clock.wait(0);
    await expect(clock.wait(10, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  });
});
