import type { QueueDepth } from '@headwind/bus/queue';
import { sumOfDepths } from '@headwind/bus/queue-depth';
import { fullestOf, queueFullError } from '@headwind/bus/queue-full';

/**
 * Holds publishing to the limit on pending deliveries. It counts what any host publishes and what this one settles,
 * and asks the server only when by that count the limit would be exceeded; what other hosts settle is known from then on. Hosts that publish at
 * the same moment may together exceed the limit by what they publish in that moment.
 */
export class Admission {
  readonly #maxPending: number;
  readonly #depths: () => Promise<ReadonlyMap<string, QueueDepth>>;
  /** At least as many are pending as this host knows of; unknown before it has asked. */
  #pending = Number.POSITIVE_INFINITY;

  constructor(maxPending: number, depths: () => Promise<ReadonlyMap<string, QueueDepth>>) {
    this.#maxPending = maxPending;
    this.#depths = depths;
  }

  /** Forgets what it counted: others may have published and settled. */
  reset(): void {
    this.#pending = Number.POSITIVE_INFINITY;
  }

  /** More became pending, or, where it is negative, fewer are. */
  add(count: number): void {
    this.#pending += count;
  }

  /**
   * Counts deliveries that are to be published.
   *
   * @param fresh how many of them are not stored already; costs requests
   * @throws `QUEUE_FULL`
   */
  async admit(added: number, fresh: () => Promise<number>): Promise<void> {
    if (added > 0 && this.#pending + added > this.#maxPending) await this.#ask(added, fresh);
    this.#pending += added;
  }

  async #ask(most: number, fresh: () => Promise<number>): Promise<void> {
    const depths = await this.#depths();
    this.#pending = sumOfDepths(depths.values()).pending;
    if (this.#pending + most <= this.#maxPending) return;
    const added = await fresh();
    if (added === 0 || this.#pending + added <= this.#maxPending) return;
    const fullest = fullestOf([...depths].map(([channel, { pending }]) => ({ channel, pending })));
    throw queueFullError({ pending: this.#pending, added, limit: this.#maxPending, fullest });
  }
}
