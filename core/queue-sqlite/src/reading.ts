import type { StateCode } from './state-code.js';

/*
 * What a turn reads, beside what it hands over to be leased: for people, for plugins, for metrics.
 *
 * Publishing and settling wait meanwhile, so a list reads a bounded part of what there is, and says where it stopped.
 */

export interface StateRead {
  readonly instance: string;
  readonly key: string;
}

/** A place in the order of deliveries, which is that of (event, channel). */
export interface Place {
  /** Of the event. */
  readonly seq: number;
  /** Its row in `channels`. */
  readonly channel: number;
}

/** Conditions that all must hold, and how much of what matches is to be read from where. */
export interface MatchQuery {
  readonly state: StateCode | undefined;
  /** By name, which need not be known. */
  readonly channel: string | undefined;
  readonly eventId: string | undefined;
  readonly kind: string | undefined;
  readonly namespace: string | undefined;
  /** `namespace/name` */
  readonly workload: string | undefined;
  readonly publishedFrom: number | undefined;
  readonly publishedBefore: number | undefined;
  readonly newestFirst: boolean;
  /** What was read last. */
  readonly after: Place | undefined;
  readonly count: number;
  /** Whether the deliveries themselves are read, or their ids alone. */
  readonly withEvents: boolean;
  /** With events: so much of them, … */
  readonly bytes: number;
  /** … where the first alone may exceed it. */
  readonly mayExceed: boolean;
}

/** Deliveries that the main thread names, by its numbers of channels. */
export interface NamedQuery {
  readonly deliveries: readonly { readonly seq: number; readonly channel: number }[];
}

export type ListQuery = MatchQuery | NamedQuery;

export interface ListAnswer {
  /** `eventId/channel` of what was found. */
  readonly ids: readonly string[];
  /** The same, where asked for. */
  readonly rows: readonly StoredRow[];
  /** Where to go on; absent when there is no more. It is where the list began when not even one had room. */
  readonly next: Place | undefined;
}

export interface StoredRow {
  readonly seq: number;
  readonly channel: string;
  readonly body: string;
  /** Of the body. */
  readonly bytes: number;
  readonly state: StateCode;
  readonly attempts: number;
  readonly retries: number;
  readonly publishedAt: number;
  readonly firstAttemptAt: number | null;
  readonly lastAttemptAt: number | null;
  readonly lastError: string | null;
}

/** The name of its channel need not be known. */
export interface FindQuery {
  readonly eventId: string;
  readonly channel: string;
}

export interface FoundDelivery {
  readonly row: StoredRow;
  /** Those that are kept in rows of their own, oldest first. */
  readonly attempts: readonly AttemptRow[];
}

export interface AttemptRow {
  readonly number: number;
  readonly begunAt: number;
  readonly endedAt: number;
  readonly state: StateCode;
  readonly reason: string | null;
  readonly error: string | null;
  readonly retryAt: number | null;
}

/** Of one channel, whose name need not be known, or of all. */
export interface DepthQuery {
  readonly channel: string | undefined;
}

/** Of a channel that has anything pending or dead. */
export interface ChannelDepth {
  readonly channel: string;
  readonly pending: number;
  readonly dead: number;
  readonly oldestPendingAt: number | undefined;
}

/** What reading gave; in the turn's order. */
export interface Read {
  readonly states: readonly (string | undefined)[];
  readonly lists: readonly ListAnswer[];
  readonly finds: readonly (FoundDelivery | undefined)[];
  readonly depths: readonly (readonly ChannelDepth[])[];
}
