import { QUEUE_UNAVAILABLE } from './bus-errors.js';
import { CodedError } from './coded-error.js';
import { leaseOf, type MemoryDelivery, replayed, settled } from './memory-delivery.js';
import type {
  DeliveryFilter,
  DeliveryQueue,
  LeasedDelivery,
  Publication,
  PublishResult,
  QueueDepth,
  Settlement,
  StoredDelivery,
} from './queue.js';
import { fullestOf, queueFullError } from './queue-full.js';
import { WorkloadLines } from './workload-lines.js';

export interface MemoryQueueOptions {
  /** Publishing is refused beyond so many pending deliveries. @defaultValue 1,000,000 */
  readonly maxPending?: number;
  /** So many events that are delivered everywhere are remembered, to list them and to know duplicates. @defaultValue 10,000 */
  readonly keepDelivered?: number;
  /** Milliseconds since the epoch. @defaultValue Date.now */
  readonly now?: () => number;
}

/** A longer `setTimeout` fires at once (https://nodejs.org/api/timers.html). */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Keeps deliveries as long as the process lives, for tests and for embedding without durability. */
export class MemoryQueue implements DeliveryQueue {
  /** Never resolves: nothing here can break down. */
  readonly brokenDown = new Promise<CodedError>(() => undefined);
  readonly #maxPending: number;
  readonly #keepDelivered: number;
  readonly #now: () => number;
  readonly #events = new Map<string, readonly MemoryDelivery[]>();
  readonly #deliveries = new Map<string, MemoryDelivery>();
  readonly #channels = new Map<string, WorkloadLines>();
  readonly #waiting = new Map<string, () => void>();
  /** Ids of events that are delivered everywhere, oldest first. */
  readonly #delivered: string[] = [];
  #published = 0;
  #pending = 0;
  #closed = false;

  constructor(options: MemoryQueueOptions = {}) {
    this.#maxPending = options.maxPending ?? 1_000_000;
    this.#keepDelivered = options.keepDelivered ?? 10_000;
    this.#now = options.now ?? Date.now;
  }

  async publish(publications: readonly Publication[]): Promise<readonly PublishResult[]> {
    this.#refuseWhenClosed();
    const fresh = new Map<string, Publication>();
    const results = publications.map((publication): PublishResult => {
      const { id } = publication.event;
      if (this.#events.has(id) || fresh.has(id)) return 'duplicate';
      fresh.set(id, publication);
      return 'stored';
    });
    const added = [...fresh.values()].reduce((sum, { channels }) => sum + channels.length, 0);
    if (added > 0 && this.#pending + added > this.#maxPending) {
      const fullest = fullestOf([...this.#channels].map(([channel, lines]) => ({ channel, pending: lines.length })));
      throw queueFullError({ pending: this.#pending, added, limit: this.#maxPending, fullest });
    }
    for (const publication of fresh.values()) this.#store(publication);
    return results;
  }

  async lease(channel: string, limit: number, signal: AbortSignal): Promise<readonly LeasedDelivery[]> {
    this.#refuseWhenClosed();
    while (!signal.aborted && !this.#closed) {
      const now = this.#now();
      const turns = this.#linesOf(channel).turns();
      const due = turns.filter((delivery) => delivery.dueAt <= now).slice(0, limit);
      if (due.length > 0) return due.map(lease);
      const wait = Math.min(...turns.map((delivery) => delivery.dueAt - now));
      await this.#somethingNew(channel, wait, signal);
    }
    return [];
  }

  async settle({ id }: LeasedDelivery, settlement: Settlement): Promise<void> {
    this.#refuseWhenClosed();
    const delivery = this.#deliveries.get(id);
    if (delivery?.stored.state !== 'leased') return;
    delivery.stored = settled(delivery.stored, settlement);
    delivery.dueAt = settlement.retryAt ?? 0;
    if (settlement.state !== 'pending') {
      this.#linesOf(delivery.stored.channel).leave(delivery);
      this.#pending -= 1;
      this.#forgetOldest(delivery.stored.event.id);
    }
    this.#waiting.get(delivery.stored.channel)?.();
  }

  async list({ state, channel, limit = 100 }: DeliveryFilter): Promise<readonly StoredDelivery[]> {
    this.#refuseWhenClosed();
    return [...this.#deliveries.values()]
      .map((delivery) => delivery.stored)
      .filter((stored) => state === undefined || stored.state === state)
      .filter((stored) => channel === undefined || stored.channel === channel)
      .slice(0, limit);
  }

  async replay(deliveryId: string): Promise<boolean> {
    this.#refuseWhenClosed();
    const delivery = this.#deliveries.get(deliveryId);
    if (delivery?.stored.state !== 'dead') return false;
    delivery.stored = replayed(delivery.stored);
    delivery.dueAt = 0;
    this.#enqueue(delivery);
    return true;
  }

  async depth(channel?: string): Promise<QueueDepth> {
    const depths = await this.depths();
    if (channel !== undefined) return depths.get(channel) ?? { pending: 0, dead: 0 };
    return [...depths.values()].reduce(plus, { pending: 0, dead: 0 });
  }

  async depths(): Promise<ReadonlyMap<string, QueueDepth>> {
    this.#refuseWhenClosed();
    const depths = new Map<string, QueueDepth>();
    for (const { stored } of this.#deliveries.values()) {
      if (stored.state === 'delivered') continue;
      const one = stored.state === 'dead' ? { pending: 0, dead: 1 } : { pending: 1, dead: 0 };
      depths.set(stored.channel, plus(depths.get(stored.channel) ?? { pending: 0, dead: 0 }, one));
    }
    return depths;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const wake of this.#waiting.values()) wake();
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new CodedError(QUEUE_UNAVAILABLE, 'The queue is closed.');
  }

  #store({ event, channels }: Publication): void {
    const publishedAt = this.#now();
    const deliveries = channels.map((channel, index): MemoryDelivery => {
      const id = `${event.id}/${channel}`;
      return {
        stored: { id, channel, event, state: 'pending', attempts: 0, retries: 0, publishedAt },
        order: this.#published + index,
        workload: `${event.workload.namespace}/${event.workload.name}`,
        dueAt: 0,
      };
    });
    this.#published += deliveries.length;
    this.#events.set(event.id, deliveries);
    for (const delivery of deliveries) {
      this.#deliveries.set(delivery.stored.id, delivery);
      this.#enqueue(delivery);
    }
    this.#forgetOldest(event.id);
  }

  #enqueue(delivery: MemoryDelivery): void {
    this.#linesOf(delivery.stored.channel).join(delivery);
    this.#pending += 1;
    this.#waiting.get(delivery.stored.channel)?.();
  }

  #linesOf(channel: string): WorkloadLines {
    const lines = this.#channels.get(channel) ?? new WorkloadLines();
    this.#channels.set(channel, lines);
    return lines;
  }

  /** Resolves when a lease of the channel may find more than before, or has to stop waiting. */
  async #somethingNew(channel: string, waitMs: number, signal: AbortSignal): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let wake = () => {};
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (waitMs < Number.POSITIVE_INFINITY) timer = setTimeout(resolve, Math.min(waitMs, LONGEST_TIMEOUT_MS));
      signal.addEventListener('abort', wake);
      this.#waiting.set(channel, wake);
    });
    clearTimeout(timer);
    signal.removeEventListener('abort', wake);
    this.#waiting.delete(channel);
  }

  /** Remembers an event that is delivered everywhere, and forgets the oldest such when there are too many. */
  #forgetOldest(eventId: string): void {
    const everywhere = this.#events.get(eventId)?.every(({ stored }) => stored.state === 'delivered') ?? false;
    if (everywhere && this.#delivered.push(eventId) > this.#keepDelivered) {
      const oldest = this.#delivered.shift() ?? eventId;
      for (const { stored } of this.#events.get(oldest) ?? []) this.#deliveries.delete(stored.id);
      this.#events.delete(oldest);
    }
  }
}

function lease(delivery: MemoryDelivery): LeasedDelivery {
  delivery.stored = { ...delivery.stored, state: 'leased' };
  return leaseOf(delivery.stored);
}

function plus(one: QueueDepth, other: QueueDepth): QueueDepth {
  return { pending: one.pending + other.pending, dead: one.dead + other.dead };
}
