import { type DeliveryRecord, EVENT_KINDS, FAILURE_REASONS, type Outcome } from '@headwind/plugin-api';
import { Counter, Histogram, type Registry } from 'prom-client';
import { CHANNEL_LABELS, type ChannelLabels } from './channel-labels.js';

const OUTCOMES: readonly Outcome['status'][] = ['delivered', 'retry', 'rejected'];

/** Up to the 30 s that an attempt may take unless configured. Seconds. */
const ATTEMPT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Up to the 24 hours for which a delivery is tried again unless configured. Seconds. */
const PUBLISH_TO_DELIVERED_BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400];

/** What attempts came to, and how long it took. */
export class DeliveryMetrics {
  readonly #deliveries: Counter<'channel' | 'plugin' | 'event' | 'outcome'>;
  readonly #failures: Counter<'channel' | 'plugin' | 'reason'>;
  readonly #duration: Histogram<'channel' | 'plugin' | 'outcome'>;
  readonly #publishToDelivered: Histogram<'channel' | 'plugin'>;
  readonly #now: () => number;

  /** @param now milliseconds since the epoch */
  constructor(registry: Registry, now: () => number) {
    this.#now = now;
    this.#deliveries = new Counter({
      name: 'headwind_deliveries_total',
      help: 'Attempts at deliveries that ended, by their outcome: delivered, retry or rejected.',
      labelNames: [...CHANNEL_LABELS, 'event', 'outcome'],
      registers: [registry],
    });
    this.#failures = new Counter({
      name: 'headwind_failures_total',
      help: 'Attempts at deliveries that failed, rate-limited ones included, by reason.',
      labelNames: [...CHANNEL_LABELS, 'reason'],
      registers: [registry],
    });
    this.#duration = new Histogram({
      name: 'headwind_delivery_duration_seconds',
      help: 'How long an attempt at a delivery took.',
      labelNames: [...CHANNEL_LABELS, 'outcome'],
      buckets: ATTEMPT_BUCKETS,
      registers: [registry],
    });
    this.#publishToDelivered = new Histogram({
      name: 'headwind_publish_to_delivered_seconds',
      help: 'From when an event was stored until it was delivered, retries and waiting included.',
      labelNames: [...CHANNEL_LABELS],
      buckets: PUBLISH_TO_DELIVERED_BUCKETS,
      registers: [registry],
    });
  }

  begin(labels: ChannelLabels): void {
    for (const outcome of OUTCOMES) {
      for (const event of EVENT_KINDS) this.#deliveries.inc({ ...labels, event, outcome }, 0);
      this.#duration.zero({ ...labels, outcome });
    }
    for (const reason of FAILURE_REASONS) this.#failures.inc({ ...labels, reason }, 0);
    this.#publishToDelivered.zero({ ...labels });
  }

  observe({ channel, plugin, event, outcome, reason, durationMs, publishedAt }: DeliveryRecord): void {
    const { status } = outcome;
    this.#deliveries.inc({ channel, plugin, event: event.kind, outcome: status });
    this.#duration.observe({ channel, plugin, outcome: status }, durationMs / 1000);
    if (status !== 'delivered') {
      this.#failures.inc({ channel, plugin, reason: reason ?? 'other' });
      return;
    }
    // The time of day may have been set back in between.
    const waitedMs = Math.max(0, this.#now() - publishedAt);
    this.#publishToDelivered.observe({ channel, plugin }, waitedMs / 1000);
  }
}
