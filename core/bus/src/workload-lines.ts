import type { MemoryDelivery } from './memory-delivery.js';

/**
 * The pending and leased deliveries of each workload to one channel. The first of a line has its turn; the others wait,
 * as published. Whoever has the turn keeps it until it leaves, also while it waits for its next attempt.
 */
export class WorkloadLines {
  readonly #lines = new Map<string, MemoryDelivery[]>();
  #length = 0;

  /** How many deliveries are in all lines together. */
  get length(): number {
    return this.#length;
  }

  /** A replayed delivery may be older than those that wait, and then goes before them. */
  join(delivery: MemoryDelivery): void {
    const line = this.#lines.get(delivery.workload) ?? [];
    const younger = line.findIndex((other, place) => place > 0 && other.order > delivery.order);
    line.splice(younger === -1 ? line.length : younger, 0, delivery);
    this.#lines.set(delivery.workload, line);
    this.#length += 1;
  }

  /** The delivery that has its turn is settled for good. */
  leave(delivery: MemoryDelivery): void {
    const line = this.#lines.get(delivery.workload) ?? [];
    line.shift();
    this.#length -= 1;
    if (line.length === 0) this.#lines.delete(delivery.workload);
  }

  /** The oldest of those whose turn it is, leased ones among them. */
  oldest(): MemoryDelivery | undefined {
    let oldest: MemoryDelivery | undefined;
    for (const [first] of this.#lines.values()) {
      if (first !== undefined && (oldest === undefined || first.order < oldest.order)) oldest = first;
    }
    return oldest;
  }

  /** Those not leased whose turn it is, oldest first. */
  turns(): MemoryDelivery[] {
    return [...this.#lines.values()]
      .flatMap((line) => line.slice(0, 1))
      .filter((first) => first.stored.state === 'pending')
      .sort((a, b) => a.order - b.order);
  }
}
