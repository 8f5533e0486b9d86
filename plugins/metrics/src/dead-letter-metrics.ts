import type { DeadLetterRecord, DeliveryRecord } from '@headwind/plugin-api';
import { Counter, type Registry } from 'prom-client';
import { CHANNEL_LABELS, type ChannelLabels } from './channel-labels.js';

/** What became of deliveries that were given up. */
export class DeadLetterMetrics {
  readonly #made: Counter<'channel' | 'plugin'>;
  readonly #replayed: Counter<'channel' | 'plugin'>;
  readonly #discarded: Counter<'channel' | 'plugin'>;

  constructor(registry: Registry) {
    this.#made = new Counter({
      name: 'headwind_dead_letters_total',
      help: 'Deliveries that became dead letters: rejected, or out of retries.',
      labelNames: [...CHANNEL_LABELS],
      registers: [registry],
    });
    this.#replayed = new Counter({
      name: 'headwind_dead_letters_replayed_total',
      help: 'Dead letters that somebody sent on their way again.',
      labelNames: [...CHANNEL_LABELS],
      registers: [registry],
    });
    this.#discarded = new Counter({
      name: 'headwind_dead_letters_discarded_total',
      help: 'Dead letters that somebody threw away.',
      labelNames: [...CHANNEL_LABELS],
      registers: [registry],
    });
  }

  begin(labels: ChannelLabels): void {
    for (const counter of [this.#made, this.#replayed, this.#discarded]) counter.inc({ ...labels }, 0);
  }

  observeDelivery({ channel, plugin, state }: DeliveryRecord): void {
    if (state === 'dead') this.#made.inc({ channel, plugin });
  }

  observe({ channel, plugin, change }: DeadLetterRecord): void {
    if (change === 'replayed') this.#replayed.inc({ channel, plugin });
    else if (change === 'discarded') this.#discarded.inc({ channel, plugin });
  }
}
