import type { DeliveryRecord } from '@headwind/plugin-api';
import { Counter, type Registry } from 'prom-client';

/** Whose counters the specification names, under "Monitoring Notifications": there from the first scrape on. */
const SPECIFIED: readonly string[] = ['slack', 'teams', 'webhook'];

/** The specification's counters by their exact names, and the like for every other plugin. They have no labels. */
export class SpecificationCounters {
  readonly #registry: Registry;
  readonly #sent: Counter;
  readonly #failed: Counter;
  readonly #sentByPlugin = new Map<string, Counter>();

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#sent = new Counter({
      name: 'headwind_notifications_sent_total',
      help: 'Deliveries that were delivered, by any channel.',
      registers: [registry],
    });
    this.#failed = new Counter({
      name: 'headwind_notifications_failed_total',
      help: 'Attempts that failed, by any channel, whether or not they are made again; rate-limited ones are left out.',
      registers: [registry],
    });
    for (const plugin of SPECIFIED) this.#sentBy(plugin);
  }

  begin(plugin: string): void {
    if (plugin !== '') this.#sentBy(plugin);
  }

  observe({ plugin, outcome }: DeliveryRecord): void {
    if (outcome.status === 'delivered') {
      this.#sent.inc();
      this.#sentBy(plugin).inc();
    } else if (outcome.status === 'rejected' || outcome.rateLimited !== true) {
      this.#failed.inc();
    }
  }

  #sentBy(plugin: string): Counter {
    const known = this.#sentByPlugin.get(plugin);
    if (known !== undefined) return known;
    const counter = new Counter({
      // A plugin's name is of lower-case letters, digits and dashes, so no two become one.
      name: `headwind_notifications_${plugin.replaceAll('-', '_')}_sent_total`,
      help: `Deliveries that were delivered, by the channels of the plugin ${plugin}.`,
      registers: [this.#registry],
    });
    this.#sentByPlugin.set(plugin, counter);
    return counter;
  }
}
