import type { HostStatus } from '@headwind/plugin-api';
import plugin from '@headwind/plugin-metrics';
import { createTestContext } from '@headwind/plugin-testkit/context';
import { validConfig } from '@headwind/plugin-testkit/plugin-config';
import { familiesIn } from './samples.js';

const STATUS: HostStatus = {
  version: '1.2.3',
  configuration: { loadedAt: 0 },
  channels: [
    {
      name: 'pager',
      plugin: 'pagerduty',
      state: 'running',
      health: { ok: true },
      breaker: 'closed',
      pending: 0,
      dead: 0,
    },
  ],
};

/** Prometheus itself makes these. */
const OF_PROMETHEUS = ['up', 'ALERTS'];

/** The names of every metric that the plugin has, those of a histogram as they are queried, and of those Prometheus makes. */
export async function everyMetric(): Promise<ReadonlySet<string>> {
  const ctx = { ...createTestContext(await validConfig(plugin, {})), status: async () => STATUS };
  const [route] = (await plugin.create(ctx)).routes ?? [];
  const response = await route?.handle(new Request('http://host/metrics'));
  const families = familiesIn((await response?.text()) ?? '');
  const names = families.flatMap(({ name, type }) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
  await ctx.close();
  return new Set([...names, ...OF_PROMETHEUS]);
}
