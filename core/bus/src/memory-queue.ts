import { QUEUE_UNAVAILABLE } from './bus-errors.js';
import { CodedError } from './coded-error.js';
import { deliveriesOf, lease, type MemoryDelivery, replay, settle } from './memory-delivery.js';
import { depthsOf } from './memory-depths.js';
import { idPageOf, pageOf } from './memory-listing.js';
import { WaitingLeases } from './memory-waiting.js';
import type {
  DeliveryDetails,
  DeliveryFilter,
  DeliveryIdPage,
  DeliveryPage,
  DeliveryQueue,
  LeasedDelivery,
  PageRequest,
  Publication,
  PublishResult,
  QueueDepth,
  Settlement,
} from './queue.js';
import { sumOfDepths } from './queue-depth.js';
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

/** Keeps deliveries as long as the process lives, for tests and for embedding without durability. */
export class MemoryQueue implements DeliveryQueue {
  /** Never resolves: nothing here can break down. */
  readonly brokenDown = new Promise<CodedError>(() => undefined);
  readonly #maxPending: number;
  readonly #keepDelivered: number;
  readonly #now: () => number;
  /** The deliveries of each event that were not discarded. */
  readonly #events = new Map<string, readonly MemoryDelivery[]>();
  /** In their order. */
  readonly #deliveries = new Map<string, MemoryDelivery>();
  readonly #channels = new Map<string, WorkloadLines>();
  readonly #waiting = new WaitingLeases();
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
      const waitMs = Math.min(...turns.map((delivery) => delivery.dueAt - now));
      await this.#waiting.somethingNew(channel, waitMs, signal);
    }
    return [];
  }

  async settle({ id }: LeasedDelivery, settlement: Settlement): Promise<void> {
    this.#refuseWhenClosed();
    const delivery = this.#deliveries.get(id);
    if (delivery?.stored.state !== 'leased') return;
    settle(delivery, settlement);
    if (settlement.state !== 'pending') {
      this.#linesOf(delivery.stored.channel).leave(delivery);
      this.#pending -= 1;
      this.#forgetOldest(delivery.stored.event.id);
    }
    this.#waiting.wake(delivery.stored.channel);
  }

  release({ id }: LeasedDelivery): void {
    const delivery = this.#deliveries.get(id);
    if (delivery?.stored.state !== 'leased') return;
    delivery.stored = { ...delivery.stored, state: 'pending' };
    this.#waiting.wake(delivery.stored.channel);
  }

  async list(filter: DeliveryFilter, page?: PageRequest): Promise<DeliveryPage> {
    this.#refuseWhenClosed();
    return pageOf(this.#deliveries.values(), filter, page);
  }

  async listIds(filter: DeliveryFilter, page?: PageRequest): Promise<DeliveryIdPage> {
    this.#refuseWhenClosed();
    return idPageOf(this.#deliveries.values(), filter, page);
  }

  async find(deliveryId: string): Promise<DeliveryDetails | undefined> {
    this.#refuseWhenClosed();
    const delivery = this.#deliveries.get(deliveryId);
    return delivery && { delivery: delivery.stored, attempts: [...delivery.attempts] };
  }

  async replay(deliveryId: string): Promise<boolean> {
    this.#refuseWhenClosed();
    const delivery = this.#deliveries.get(deliveryId);
    if (delivery?.stored.state !== 'dead') return false;
    replay(delivery);
    this.#enqueue(delivery);
    return true;
  }

  async discard(deliveryId: string): Promise<boolean> {
    this.#refuseWhenClosed();
    const delivery = this.#deliveries.get(deliveryId);
    if (delivery?.stored.state !== 'dead') return false;
    const eventId = delivery.stored.event.id;
    this.#deliveries.delete(deliveryId);
    this.#events.set(eventId, this.#events.get(eventId)?.filter((each) => each !== delivery) ?? []);
    this.#forgetOldest(eventId);
    return true;
  }

  async depth(channel?: string): Promise<QueueDepth> {
    const depths = await this.depths();
    if (channel !== undefined) return depths.get(channel) ?? { pending: 0, dead: 0 };
    return sumOfDepths(depths.values());
  }

  async depths(): Promise<ReadonlyMap<string, QueueDepth>> {
    this.#refuseWhenClosed();
    return depthsOf(this.#deliveries.values(), this.#channels);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.wakeAll();
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new CodedError(QUEUE_UNAVAILABLE, 'The queue is closed.');
  }

  #store(publication: Publication): void {
    const { event } = publication;
    const deliveries = deliveriesOf(publication, this.#now(), this.#published);
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
    this.#waiting.wake(delivery.stored.channel);
  }

  #linesOf(channel: string): WorkloadLines {
    const lines = this.#channels.get(channel) ?? new WorkloadLines();
    this.#channels.set(channel, lines);
    return lines;
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
