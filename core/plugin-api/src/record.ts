import type { HeadwindEvent } from './event.js';
import type { FailureReason } from './failure-reason.js';
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
  /** The short name of the channel's plugin: `slack`. */
  readonly plugin: string;
  readonly event: HeadwindEvent;
  /** When the event was stored, in milliseconds since the epoch. */
  readonly publishedAt: number;
  /** Which attempt it was, from 1. */
  readonly attempt: number;
  readonly outcome: Outcome;
  /** Why the attempt failed, where it was not delivered. */
  readonly reason?: FailureReason;
  /** Where the delivery stands now: `pending` when it will be tried again. */
  readonly state: 'delivered' | 'pending' | 'dead';
  /** When a pending delivery is tried again, in milliseconds since the epoch. */
  readonly retryAt?: number;
  /** How long the attempt took. Milliseconds. */
  readonly durationMs: number;
}

/** Somebody sent a dead letter on its way again, or threw it away; that is stored. */
export interface DeadLetterRecord {
  readonly type: 'dead_letter';
  /** `eventId/channel`. */
  readonly deliveryId: string;
  readonly channel: string;
  /** The short name of the channel's plugin; empty where the configuration has no such channel any more. */
  readonly plugin: string;
  readonly change: 'replayed' | 'discarded';
}

/** What happened to a channel as a whole. */
export type ChannelChange =
  /** An operator stops it, or lets it go on. */
  | 'paused'
  | 'resumed'
  /** The provider throttles: no attempt for a while. */
  | 'rate_limited'
  /** Attempts kept failing, so that only a probe goes out now and then; or they succeed again. */
  | 'breaker_opened'
  | 'breaker_closed'
  /** The receiver wants nothing more. */
  | 'disabled';

/** A channel as a whole changed. */
export interface ChannelRecord {
  readonly type: 'channel';
  readonly channel: string;
  /** The short name of the channel's plugin: `slack`. */
  readonly plugin: string;
  readonly change: ChannelChange;
}

/**
 * What an observer watches. Later versions may add types: pass over those you do not know. Records that have an `event`
 * come for the events the observer subscribes to; the others always.
 */
export type ObservedRecord = EventRecord | DeliveryRecord | DeadLetterRecord | ChannelRecord;
