import type { EventKind, FailureReason, HeadwindEvent } from '@headwind/plugin-api';
import type { CodedError } from './coded-error.js';

/*
 * Words
 *
 * delivery   one event on its way to one channel; its id is `eventId/channel`
 * attempt    one try at a delivery, counted from 1
 * retry      an attempt after the first that counts against the retry limit; one after a rate-limited answer does not
 * workload   `namespace/name`; deliveries of one workload to one channel go out one after another, as published
 *
 * The life of a delivery
 *
 *                publish
 *                   │
 *                   ▼       lease               settle: delivered
 *              ┌─ pending ─────────▶ leased ─────────────────────────▶ delivered ──▶ pruned after the retention
 *     its turn │    ▲                 │  │
 *   among its  └────┘                 │  └──── settle: dead ─────────▶ dead
 *    workload       │                 │                                  │
 *                   └─────────────────┘                                  │
 *                   │  settle: retry, release, or the process died       │
 *                   └────────────────────────── replay ──────────────────┤
 *                                                                        └─ discard ──▶ gone
 */

export type DeliveryState = 'pending' | 'leased' | 'delivered' | 'dead';

/** An event with the channels the router chose for it; there may be none. */
export interface Publication {
  readonly event: HeadwindEvent;
  readonly channels: readonly string[];
}

export type PublishResult = 'stored' | 'duplicate';

/** A delivery handed to the dispatcher. No other lease gets it, nor a later one of its workload, until it is settled. */
export interface LeasedDelivery {
  readonly id: string;
  readonly channel: string;
  readonly event: HeadwindEvent;
  /** When its event was stored, in milliseconds since the epoch. */
  readonly publishedAt: number;
  /** Attempts made so far. */
  readonly attempts: number;
  /** Retries used up so far. */
  readonly retries: number;
  /** When the first attempt began, in milliseconds since the epoch; absent before the first. */
  readonly firstAttemptAt?: number;
}

/** What became of one attempt, for the queue to keep. Times are milliseconds since the epoch. */
export interface Settlement {
  readonly state: 'delivered' | 'pending' | 'dead';
  readonly attempts: number;
  readonly retries: number;
  readonly firstAttemptAt: number;
  /** When the attempt began, and when it ended. */
  readonly begunAt: number;
  readonly at: number;
  /** With `pending`: not before this. */
  readonly retryAt?: number;
  /** With `pending` and `dead`: why. */
  readonly error?: string;
  readonly reason?: FailureReason;
}

/** A delivery as the queue keeps it. */
export interface StoredDelivery {
  readonly id: string;
  readonly channel: string;
  readonly event: HeadwindEvent;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly retries: number;
  readonly publishedAt: number;
  readonly firstAttemptAt?: number;
  readonly lastAttemptAt?: number;
  readonly lastError?: string;
}

/** One attempt, as the queue keeps it. Times are milliseconds since the epoch. */
export interface StoredAttempt {
  /** From 1. */
  readonly number: number;
  readonly begunAt: number;
  readonly endedAt: number;
  /** What the delivery became by it; `pending` when it was to be tried again. */
  readonly state: 'delivered' | 'pending' | 'dead';
  readonly reason?: FailureReason;
  readonly error?: string;
  /** With `pending`: not before this. */
  readonly retryAt?: number;
}

/** A delivery with the attempts made at it, oldest first; of very many the latest 100. */
export interface DeliveryDetails {
  readonly delivery: StoredDelivery;
  readonly attempts: readonly StoredAttempt[];
}

/** Every condition that is given must hold. */
export interface DeliveryFilter {
  readonly state?: DeliveryState;
  readonly channel?: string;
  readonly eventId?: string;
  readonly kind?: EventKind;
  readonly namespace?: string;
  /** `namespace/name` */
  readonly workload?: string;
  /**
   * When its event was stored: from this on, and before that, in milliseconds since the epoch. A queue may take it that
   * what was stored later has a later time, so that where the clock was set back, it may pass over some near the ends.
   */
  readonly publishedFrom?: number;
  readonly publishedBefore?: number;
}

export interface PageRequest {
  /** At most so many. @defaultValue 100 */
  readonly limit?: number;
  /** By when their events were stored. @defaultValue oldest first */
  readonly order?: 'oldest' | 'newest';
  /** The `next` of the page before, of the same filter and order. */
  readonly after?: string;
}

/**
 * Some of what matches. Reading a page takes bounded work and memory, so it may hold fewer than asked for, even none,
 * although there are more: there are as long as there is a `next`.
 */
export interface DeliveryPage {
  /** Of events of at most 4 MiB together, or a single larger one. */
  readonly deliveries: readonly StoredDelivery[];
  readonly next?: string;
}

/** As `DeliveryPage`, without reading the events. */
export interface DeliveryIdPage {
  readonly ids: readonly string[];
  readonly next?: string;
}

export interface QueueDepth {
  /** Pending and leased deliveries. */
  readonly pending: number;
  readonly dead: number;
  /**
   * When the event of the oldest pending delivery was stored, in milliseconds since the epoch. Those that wait behind
   * another of their workload are left aside: only a replayed one among them can be older. Of those that wait to be tried
   * again a queue may look at no more than the 10,000 that are due next.
   */
  readonly oldestPendingAt?: number;
}

/**
 * Where deliveries live until they are settled. Every adapter passes `queueContract`.
 *
 * A queue that is closed or cannot store rejects with `QUEUE_UNAVAILABLE`.
 */
export interface DeliveryQueue {
  /**
   * Stores events, each with one delivery a channel, all of them or nothing, and resolves once that is durable. An event
   * id that is already stored (or stands twice in the call) changes nothing and is a `duplicate`. A queue over a server
   * that stores one by one refuses all of them where it can tell beforehand; when storing fails part way it rejects, and
   * publishing again stores the rest.
   *
   * @throws `QUEUE_FULL` when the pending deliveries would exceed the limit
   */
  publish(publications: readonly Publication[]): Promise<readonly PublishResult[]>;

  /**
   * Up to `limit` deliveries of the channel that are due and whose turn it is among their workload, oldest first. A queue
   * that several hosts share keeps the turns within each host. Waits until there is one; resolves with none when the signal is aborted. One call a channel at a time.
   */
  lease(channel: string, limit: number, signal: AbortSignal): Promise<readonly LeasedDelivery[]>;

  /**
   * Ends a lease; resolves once that is durable, however long that takes. Settling is batched, so many at once cost
   * little. Settling what is not leased changes nothing.
   */
  settle(delivery: LeasedDelivery, settlement: Settlement): Promise<void>;

  /**
   * Ends a lease without an attempt: the delivery is pending again, in its old place. Releasing what is not leased
   * changes nothing.
   */
  release(delivery: LeasedDelivery): void;

  /** @throws `CURSOR_INVALID` when `after` is not the `next` of a page */
  list(filter: DeliveryFilter, page?: PageRequest): Promise<DeliveryPage>;

  /** @throws `CURSOR_INVALID` when `after` is not the `next` of a page */
  listIds(filter: DeliveryFilter, page?: PageRequest): Promise<DeliveryIdPage>;

  /** Undefined when there is no such delivery (any more). */
  find(deliveryId: string): Promise<DeliveryDetails | undefined>;

  /**
   * Makes a dead delivery pending again, its retries and its time to retry unused; its attempts count on. It waits behind
   * whatever of its workload has its turn. False when there is no such dead delivery.
   */
  replay(deliveryId: string): Promise<boolean>;

  /** Throws a dead delivery away for good; its event stays known as a duplicate. False when there is no such dead delivery. */
  discard(deliveryId: string): Promise<boolean>;

  /** Of one channel, or of all. */
  depth(channel?: string): Promise<QueueDepth>;

  /** Of each channel that has anything pending or dead, those that nobody asked for since the queue was opened included. */
  depths(): Promise<ReadonlyMap<string, QueueDepth>>;

  /** Resolves with the reason when the queue has broken down and can do nothing more until it is opened anew. */
  readonly brokenDown: Promise<CodedError>;

  /**
   * Waits for what is being stored, then lets go of everything; leases that wait resolve with none. Leased deliveries are
   * pending for the next process.
   */
  close(): Promise<void>;
}
