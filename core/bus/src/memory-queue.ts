import { QUEUE_FULL, QUEUE_UNAVAILABLE } from './bus-errors.js';
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
  private readonly maxPending: number;
  private readonly keepDelivered: number;
  private readonly now: () => number;
  private readonly events = new Map<string, readonly MemoryDelivery[]>();
  private readonly deliveries = new Map<string, MemoryDelivery>();
  private readonly channels = new Map<string, WorkloadLines>();
  private readonly waiting = new Map<string, () => void>();
  /** Ids of events that are delivered everywhere, oldest first. */
  private readonly delivered: string[] = [];
  private published = 0;
  private pending = 0;
  private closed = false;

  constructor(options: MemoryQueueOptions = {}) {
    this.maxPending = options.maxPending ?? 1_000_000;
    this.keepDelivered = options.keepDelivered ?? 10_000;
    this.now = options.now ?? Date.now;
  }

  async publish(publications: readonly Publication[]): Promise<readonly PublishResult[]> {
    this.refuseWhenClosed();
    const fresh = new Map<string, Publication>();
    const results = publications.map((publication): PublishResult => {
      const { id } = publication.event;
      if (this.events.has(id) || fresh.has(id)) {
        return 'duplicate';
      }
      fresh.set(id, publication);
      return 'stored';
    });
    const added = [...fresh.values()].reduce((sum, { channels }) => sum + channels.length, 0);
    if (added > 0 && this.pending + added > this.maxPending) {
      const found = `${this.pending} deliveries are pending and ${added} more were published; the limit is ${this.maxPending}.`;
      throw new CodedError(QUEUE_FULL, found);
    }
    for (const publication of fresh.values()) {
      this.store(publication);
    }
    return results;
  }

  async lease(channel: string, limit: number, signal: AbortSignal): Promise<readonly LeasedDelivery[]> {
    this.refuseWhenClosed();
    while (!signal.aborted && !this.closed) {
      const now = this.now();
      const turns = this.linesOf(channel).turns();
      const due = turns.filter((delivery) => delivery.dueAt <= now).slice(0, limit);
      if (due.length > 0) {
        return due.map(lease);
      }
      const wait = Math.min(...turns.map((delivery) => delivery.dueAt - now));
      await this.somethingNew(channel, wait, signal);
    }
    return [];
  }

  async settle({ id }: LeasedDelivery, settlement: Settlement): Promise<void> {
    this.refuseWhenClosed();
    const delivery = this.deliveries.get(id);
    if (delivery?.stored.state !== 'leased') {
      return;
    }
    delivery.stored = settled(delivery.stored, settlement);
    delivery.dueAt = settlement.retryAt ?? 0;
    if (settlement.state !== 'pending') {
      this.linesOf(delivery.stored.channel).leave(delivery);
      this.pending -= 1;
      this.forgetOldest(delivery.stored.event.id);
    }
    this.waiting.get(delivery.stored.channel)?.();
  }

  async list({ state, channel, limit = 100 }: DeliveryFilter): Promise<readonly StoredDelivery[]> {
    this.refuseWhenClosed();
    return [...this.deliveries.values()]
      .map((delivery) => delivery.stored)
      .filter((stored) => state === undefined || stored.state === state)
      .filter((stored) => channel === undefined || stored.channel === channel)
      .slice(0, limit);
  }

  async replay(deliveryId: string): Promise<boolean> {
    this.refuseWhenClosed();
    const delivery = this.deliveries.get(deliveryId);
    if (delivery?.stored.state !== 'dead') {
      return false;
    }
    delivery.stored = replayed(delivery.stored);
    delivery.dueAt = 0;
    this.enqueue(delivery);
    return true;
  }

  async depth(channel?: string): Promise<QueueDepth> {
    this.refuseWhenClosed();
    const states = [...this.deliveries.values()]
      .filter(({ stored }) => channel === undefined || stored.channel === channel)
      .map(({ stored }) => stored.state);
    return {
      pending: states.filter((state) => state === 'pending' || state === 'leased').length,
      dead: states.filter((state) => state === 'dead').length,
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const wake of this.waiting.values()) {
      wake();
    }
  }

  private refuseWhenClosed(): void {
    if (this.closed) {
      throw new CodedError(QUEUE_UNAVAILABLE, 'The queue is closed.');
    }
  }

  private store({ event, channels }: Publication): void {
    const publishedAt = this.now();
    const deliveries = channels.map((channel, index): MemoryDelivery => {
      const id = `${event.id}/${channel}`;
      return {
        stored: { id, channel, event, state: 'pending', attempts: 0, retries: 0, publishedAt },
        order: this.published + index,
        workload: `${event.workload.namespace}/${event.workload.name}`,
        dueAt: 0,
      };
    });
    this.published += deliveries.length;
    this.events.set(event.id, deliveries);
    for (const delivery of deliveries) {
      this.deliveries.set(delivery.stored.id, delivery);
      this.enqueue(delivery);
    }
    this.forgetOldest(event.id);
  }

  private enqueue(delivery: MemoryDelivery): void {
    this.linesOf(delivery.stored.channel).join(delivery);
    this.pending += 1;
    this.waiting.get(delivery.stored.channel)?.();
  }

  private linesOf(channel: string): WorkloadLines {
    const lines = this.channels.get(channel) ?? new WorkloadLines();
    this.channels.set(channel, lines);
    return lines;
  }

  /** Resolves when a lease of the channel may find more than before, or has to stop waiting. */
  private async somethingNew(channel: string, waitMs: number, signal: AbortSignal): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let wake = () => {};
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (waitMs < Number.POSITIVE_INFINITY) {
        timer = setTimeout(resolve, Math.min(waitMs, LONGEST_TIMEOUT_MS));
      }
      signal.addEventListener('abort', wake);
      this.waiting.set(channel, wake);
    });
    clearTimeout(timer);
    signal.removeEventListener('abort', wake);
    this.waiting.delete(channel);
  }

  /** Remembers an event that is delivered everywhere, and forgets the oldest such when there are too many. */
  private forgetOldest(eventId: string): void {
    const everywhere = this.events.get(eventId)?.every(({ stored }) => stored.state === 'delivered') ?? false;
    if (everywhere && this.delivered.push(eventId) > this.keepDelivered) {
      const oldest = this.delivered.shift() ?? eventId;
      for (const { stored } of this.events.get(oldest) ?? []) {
        this.deliveries.delete(stored.id);
      }
      this.events.delete(oldest);
    }
  }
}

function lease(delivery: MemoryDelivery): LeasedDelivery {
  delivery.stored = { ...delivery.stored, state: 'leased' };
  return leaseOf(delivery.stored);
}
