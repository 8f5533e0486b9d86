import type { HostStatus, ObservedRecord, PluginLog } from '@headwind/plugin-api';
import { Counter, Registry } from 'prom-client';
import { ChannelChangeMetrics } from './channel-change-metrics.js';
import type { ChannelLabels } from './channel-labels.js';
import { DeadLetterMetrics } from './dead-letter-metrics.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { EventMetrics } from './event-metrics.js';
import { type Exposition, expositionOf } from './exposition.js';
import { HostStatusReader } from './host-status.js';
import { processMetrics } from './process-metrics.js';
import { SpecificationCounters } from './specification-counters.js';
import { statusGauges } from './status-gauges.js';

/** How long a scrape waits for the host's gauges; Prometheus gives up after 10 s unless configured. Milliseconds. */
const STATUS_LIMIT_MS = 2_000;

export interface MetricsParts {
  readonly status: () => Promise<HostStatus>;
  readonly log: PluginLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** @defaultValue 2 seconds */
  readonly statusLimitMs?: number;
}

/** The metrics of one instance, in a registry of its own: counters from what it observes, gauges from how things stand. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #specification = new SpecificationCounters(this.#registry);
  readonly #events = new EventMetrics(this.#registry);
  readonly #deliveries: DeliveryMetrics;
  readonly #deadLetters = new DeadLetterMetrics(this.#registry);
  readonly #changes = new ChannelChangeMetrics(this.#registry);
  readonly #scrapeErrors = new Counter({
    name: 'headwind_scrape_errors_total',
    help: 'Scrapes that were answered without gauges of the host and its channels, which did not come in time.',
    registers: [this.#registry],
  });
  readonly #process = processMetrics();
  readonly #status: HostStatusReader;
  readonly #log: PluginLog;
  readonly #now: () => number;
  readonly #begun = new Set<string>();
  #statusFails = false;

  constructor({ status, log, now, statusLimitMs = STATUS_LIMIT_MS }: MetricsParts) {
    this.#deliveries = new DeliveryMetrics(this.#registry, now);
    this.#status = new HostStatusReader(status, statusLimitMs);
    this.#log = log;
    this.#now = now;
  }

  /** Counts; passes over types that it does not know. */
  observe(record: ObservedRecord): void {
    if (record.type === 'event') {
      this.#events.observe(record.event);
    } else if (record.type === 'delivery') {
      this.#begin(record);
      this.#specification.observe(record);
      this.#deliveries.observe(record);
      this.#deadLetters.observeDelivery(record);
    } else if (record.type === 'dead_letter') {
      this.#begin(record);
      this.#deadLetters.observe(record);
    } else if (record.type === 'channel') {
      this.#begin(record);
      this.#changes.observe(record);
    }
  }

  /**
   * Everything, for one scrape. Where the host does not say how things stand, its gauges are left out.
   *
   * @param accept the header of that name
   */
  async scrape(accept: string | null): Promise<Exposition> {
    const gauges = await this.#gauges();
    const registries = [this.#registry, ...(gauges === undefined ? [] : [gauges]), this.#process];
    return expositionOf(registries, accept);
  }

  async #gauges(): Promise<Registry | undefined> {
    try {
      const status = await this.#status.read();
      for (const { name, plugin } of status.channels) this.#begin({ channel: name, plugin });
      this.#statusFails = false;
      return statusGauges(status, this.#now());
    } catch (error) {
      this.#scrapeErrors.inc();
      if (!this.#statusFails) this.#log.warn('scrapes are answered without gauges', { error });
      this.#statusFails = true;
      return undefined;
    }
  }

  /** A series begins at 0, so that `rate()` sees its first increase. */
  #begin({ channel, plugin }: ChannelLabels): void {
    const key = `${channel} ${plugin}`;
    if (this.#begun.has(key)) return;
    this.#begun.add(key);
    const labels = { channel, plugin };
    this.#specification.begin(plugin);
    this.#deliveries.begin(labels);
    this.#deadLetters.begin(labels);
    this.#changes.begin(labels);
  }
}
