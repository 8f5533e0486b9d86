import perfHooks from 'node:perf_hooks';
import { describe, expect, it, vi } from 'vitest';
import { samplesIn, sampleValue } from '../../../test/prometheus/samples.js';
import { openInstance, request } from './open-metrics.js';
import { deliveryRecord } from './records.js';

/** What prom-client begins and cannot end: what watches garbage collections, and what measures the event loop. */
const collections = vi.spyOn(perfHooks.PerformanceObserver.prototype, 'observe');
const delays = vi.spyOn(perfHooks, 'monitorEventLoopDelay');

describe('several instances of one process', () => {
  it('share no counter', async () => {
    const { instance: first } = await openInstance({});
    const { instance: second } = await openInstance({});
    first.observe(deliveryRecord());
    const sent = async (instance: typeof first) =>
      sampleValue(samplesIn(await (await request(instance)).text()), 'headwind_notifications_sent_total');
    expect(await sent(first)).toBe(1);
    expect(await sent(second)).toBe(0);
  });

  it('leave nothing running behind, however many come and go', async () => {
    const before = servers();
    for (let count = 0; count < 1_000; count += 1) {
      const { instance } = await openInstance({ listen: '127.0.0.1:0' });
      await instance.start?.();
      await instance.stop?.();
    }
    expect(collections).toHaveBeenCalledTimes(1);
    expect(delays).toHaveBeenCalledTimes(1);
    await vi.waitFor(() => expect(servers()).toBe(before));
  });
});

function servers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
}
