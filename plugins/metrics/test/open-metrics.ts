import type { HostStatus, ObserverInstance } from '@headwind/plugin-api';
import { createTestContext, createTestObserverContext } from '@headwind/plugin-testkit/context';
import { validConfig } from '@headwind/plugin-testkit/plugin-config';
import { onTestFinished } from 'vitest';
import { type Sample, samplesIn } from '../../../test/prometheus/samples.js';
import { Metrics } from '../src/metrics.js';
import plugin from '../src/plugin.js';
import { channelStatus, hostStatus } from './records.js';

/** A host with one channel of Slack. */
export const ONE_CHANNEL = hostStatus([channelStatus('team-slack', 'slack')]);

/** An instance as the host makes it, its log, and the stop that the test's end would else make. */
export async function openInstance(config: unknown, status: () => Promise<HostStatus> = async () => ONE_CHANNEL) {
  const ctx = createTestObserverContext(await validConfig(plugin, config), { name: 'metrics', status });
  const instance = await plugin.create(ctx);
  onTestFinished(async () => {
    await instance.stop?.();
    await ctx.close();
  });
  return { instance, log: ctx.log };
}

/** What the instance answers at the host's port. */
export async function request(instance: ObserverInstance, accept?: string): Promise<Response> {
  const [route] = instance.routes ?? [];
  if (route === undefined) throw new Error('the instance has no route');
  return route.handle(new Request('http://host/metrics', { headers: accept === undefined ? {} : { accept } }));
}

/** Metrics that stand by themselves, at a time that stands still. */
export function openMetrics(status: () => Promise<HostStatus> = async () => ONE_CHANNEL, now = Date.now()) {
  const log = createTestContext({}).log;
  const metrics = new Metrics({ status, log, now: () => now, statusLimitMs: 50 });
  return { metrics, log, scrape: async (): Promise<Sample[]> => samplesIn((await metrics.scrape(null)).body) };
}
