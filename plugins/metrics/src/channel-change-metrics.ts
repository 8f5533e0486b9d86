import type { ChannelChange, ChannelRecord } from '@headwind/plugin-api';
import { Counter, type Registry } from 'prom-client';
import { CHANNEL_LABELS, type ChannelLabels } from './channel-labels.js';

const CHANGES: readonly ChannelChange[] = [
  'paused',
  'resumed',
  'rate_limited',
  'breaker_opened',
  'breaker_closed',
  'disabled',
];

/** How often channels as a whole changed. */
export class ChannelChangeMetrics {
  readonly #changes: Counter<'channel' | 'plugin' | 'change'>;

  constructor(registry: Registry) {
    this.#changes = new Counter({
      name: 'headwind_channel_changes_total',
      help: 'How often a channel was paused, resumed, rate_limited, breaker_opened, breaker_closed or disabled.',
      labelNames: [...CHANNEL_LABELS, 'change'],
      registers: [registry],
    });
  }

  begin(labels: ChannelLabels): void {
    for (const change of CHANGES) this.#changes.inc({ ...labels, change }, 0);
  }

  observe({ channel, plugin, change }: ChannelRecord): void {
    // A later version of the host may tell of more.
    if (CHANGES.includes(change)) this.#changes.inc({ channel, plugin, change });
  }
}
