import type { CodedError } from '@headwind/bus/coded-error';
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
} from '@headwind/bus/queue';
import { sumOfDepths } from '@headwind/bus/queue-depth';
import { Admission } from './admission.js';
import { DeadLetters } from './dead-letters.js';
import { DeadPlaces } from './dead-places.js';
import { Depths } from './depths.js';
import type { HandedDelivery } from './held-delivery.js';
import { NatsListing } from './nats-listing.js';
import { Publisher } from './publisher.js';
import type { QueueParts } from './queue-parts.js';
import { Readers } from './readers.js';
import { Retention } from './retention.js';
import type { Session } from './session.js';
import { closedError, readError, storeError } from './troubles.js';
import { WorkloadTurns } from './workload-turns.js';

/** Closing waits so long for what is being stored; a server may be away for longer. Milliseconds. */
const CLOSING_MS = 10_000;

/** The queue on JetStream. */
export class NatsQueue implements DeliveryQueue {
  /** Never resolves: a server that is away is waited for. */
  readonly brokenDown = new Promise<CodedError>(() => undefined);
  readonly #parts: QueueParts;
  readonly #readers: Readers;
  readonly #depths: Depths;
  readonly #admission: Admission;
  readonly #publisher: Publisher;
  readonly #deadLetters: DeadLetters;
  readonly #listing: NatsListing;
  readonly #retention: Retention;
  readonly #pruning: NodeJS.Timeout;
  readonly #leased = new Map<string, HandedDelivery>();
  /** What is being stored. */
  readonly #busy = new Set<Promise<unknown>>();
  #isPruning = false;
  #closing: Promise<void> | undefined;

  /** @param pruneEveryMs how often what is older than the retention is removed */
  constructor(parts: QueueParts, pruneEveryMs: number) {
    this.#parts = parts;
    this.#readers = new Readers(parts);
    this.#depths = new Depths(parts, this.#readers);
    this.#admission = new Admission(parts.settings.maxPending, () => this.#depthsNow());
    this.#publisher = new Publisher(parts, this.#admission);
    const places = new DeadPlaces(parts.names);
    const turns = new WorkloadTurns(parts, this.#readers, this.#publisher);
    this.#deadLetters = new DeadLetters(parts, this.#readers, places, turns);
    this.#listing = new NatsListing(parts, places, this.#leased);
    this.#retention = new Retention(parts);
    this.#pruning = setInterval(() => this.#prune(), pruneEveryMs).unref();
    parts.connection.onSession(() => this.#admission.reset());
  }

  async publish(publications: readonly Publication[]): Promise<readonly PublishResult[]> {
    this.#refuseWhenClosed();
    return this.#storing(this.#publisher.publish(publications));
  }

  async lease(channel: string, limit: number, signal: AbortSignal): Promise<readonly LeasedDelivery[]> {
    this.#refuseWhenClosed();
    const handed = await this.#readers.of(channel).lease(limit, signal);
    return handed.map((each) => {
      this.#leased.set(each.delivery.id, each);
      return each.delivery;
    });
  }

  async settle({ id }: LeasedDelivery, settlement: Settlement): Promise<void> {
    this.#refuseWhenClosed();
    const handed = this.#leased.get(id);
    if (handed === undefined) return;
    this.#leased.delete(id);
    await this.#storing(this.#readers.of(handed.held.channel).settle(handed, settlement));
    if (settlement.state !== 'pending') this.#admission.add(-1);
  }

  release({ id }: LeasedDelivery): void {
    const handed = this.#leased.get(id);
    if (handed === undefined || this.#closing !== undefined) return;
    this.#leased.delete(id);
    this.#readers.of(handed.held.channel).release(handed);
  }

  async list(filter: DeliveryFilter, page?: PageRequest): Promise<DeliveryPage> {
    return this.#reading((session) => this.#listing.list(session, filter, page));
  }

  async listIds(filter: DeliveryFilter, page?: PageRequest): Promise<DeliveryIdPage> {
    return this.#reading((session) => this.#listing.listIds(session, filter, page));
  }

  async find(deliveryId: string): Promise<DeliveryDetails | undefined> {
    return this.#reading((session) => this.#listing.find(session, deliveryId));
  }

  async replay(deliveryId: string): Promise<boolean> {
    const isReplayed = await this.#changing((session) => this.#deadLetters.replay(session, deliveryId));
    if (isReplayed) this.#admission.add(1);
    return isReplayed;
  }

  async discard(deliveryId: string): Promise<boolean> {
    return this.#changing((session) => this.#deadLetters.discard(session, deliveryId));
  }

  async depth(channel?: string): Promise<QueueDepth> {
    const depths = await this.depths();
    if (channel !== undefined) return depths.get(channel) ?? { pending: 0, dead: 0 };
    return sumOfDepths(depths.values());
  }

  async depths(): Promise<ReadonlyMap<string, QueueDepth>> {
    return this.#reading(() => this.#depthsNow());
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { connection, follower } = this.#parts;
    clearInterval(this.#pruning);
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise((resolve) => {
      timer = setTimeout(resolve, CLOSING_MS);
    });
    await Promise.race([Promise.allSettled(this.#busy), tooLong]);
    clearTimeout(timer);
    await this.#readers.close();
    follower.stop();
    this.#leased.clear();
    await connection.close();
  }

  /** What fails is done the next time. */
  #prune(): void {
    const { current } = this.#parts.connection;
    if (current === undefined || this.#isPruning) return;
    this.#isPruning = true;
    const pruned = this.#storing(this.#retention.run(current));
    const ended = (): void => {
      this.#isPruning = false;
    };
    pruned.then(ended, ended);
  }

  #refuseWhenClosed(): void {
    if (this.#closing !== undefined) throw closedError();
  }

  async #depthsNow(): Promise<ReadonlyMap<string, QueueDepth>> {
    // What is on its way would be counted, or not.
    await this.#publisher.settled();
    return this.#depths.of(this.#parts.connection.session, this.#publisher);
  }

  async #reading<Result>(read: (session: Session) => Promise<Result>): Promise<Result> {
    this.#refuseWhenClosed();
    try {
      return await read(this.#parts.connection.session);
    } catch (thrown) {
      throw readError(thrown);
    }
  }

  async #changing<Result>(change: (session: Session) => Promise<Result>): Promise<Result> {
    this.#refuseWhenClosed();
    try {
      return await this.#storing(change(this.#parts.connection.session));
    } catch (thrown) {
      throw storeError(thrown);
    }
  }

  async #storing<Result>(storing: Promise<Result>): Promise<Result> {
    this.#busy.add(storing);
    try {
      return await storing;
    } finally {
      this.#busy.delete(storing);
    }
  }
}
