import type { HeadwindEvent } from './event.js';
import type { Outcome } from './outcome.js';

/** An event was published: it is stored, and its deliveries are on their way. */
export interface EventRecord {
  readonly type: 'event';
  readonly event: HeadwindEvent;
  /** The channels it goes to. */
  readonly channels: readonly string[];
}

/** One attempt of one delivery is over and stored. */
export interface DeliveryRecord {
  readonly type: 'delivery';
  /** `eventId/channel`. */
  readonly deliveryId: string;
  readonly channel: string;
  readonly event: HeadwindEvent;
  /** Which attempt it was, from 1. */
  readonly attempt: number;
  readonly outcome: Outcome;
  /** Where the delivery stands now: `pending` when it will be tried again. */
  readonly state: 'delivered' | 'pending' | 'dead';
  /** When a pending delivery is tried again, in milliseconds since the epoch. */
  readonly retryAt?: number;
  readonly durationMs: number;
}

/** What an observer watches. */
export type ObservedRecord = EventRecord | DeliveryRecord;
