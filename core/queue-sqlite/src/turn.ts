import type { QueueFull } from '@headwind/bus/queue-full';

/*
 * A turn is one message to the storage worker and one transaction there. What is asked for while a turn is under way
 * collects for the next, so the more there is to do, the more of it shares a commit. Strings and numbers cross the
 * thread; an event crosses as JSON, made once.
 *
 * Channels go by number: the place of their name among all the names the main thread has sent.
 */

/** How a delivery's state is stored. `leased` is not: a lease ends with the process. */
export const PENDING = 0;
export const DELIVERED = 1;
export const DEAD = 2;

export type StateCode = typeof PENDING | typeof DELIVERED | typeof DEAD;

export interface PublicationRow {
  readonly id: string;
  /** `namespace/name` */
  readonly workload: string;
  /** The event as JSON. */
  readonly body: string;
  readonly channels: readonly number[];
}

/** Times are milliseconds since the epoch. */
export interface SettlementRow {
  /** Of the event. */
  readonly seq: number;
  readonly channel: number;
  /** `namespace/name` */
  readonly workload: string;
  readonly state: StateCode;
  readonly attempts: number;
  readonly retries: number;
  readonly firstAttemptAt: number;
  readonly at: number;
  /** 0: at once. */
  readonly retryAt: number;
  readonly error: string | null;
}

/** What the main thread has room for. */
export interface Wanted {
  readonly channel: number;
  /** So many deliveries. */
  readonly count: number;
  /** The last one may exceed it, so that one that is larger than all the room there is flows as well. */
  readonly bytes: number;
  /** Whether so little is left at hand that it is time to read more. */
  readonly low: boolean;
}

export interface ReplayRow {
  readonly eventId: string;
  readonly channel: number;
}

export interface StateWrite {
  readonly instance: string;
  readonly key: string;
  /** As JSON; null deletes. */
  readonly value: string | null;
}

export interface StateRead {
  readonly instance: string;
  readonly key: string;
}

export type ListQuery =
  | { readonly state: StateCode | undefined; readonly channel: number | undefined; readonly limit: number }
  | { readonly deliveries: readonly { readonly seq: number; readonly channel: number }[] };

/** Of one channel, or of all. */
export interface DepthQuery {
  readonly channel: number | undefined;
}

/** Of a channel that has anything pending or dead. */
export interface ChannelDepth {
  readonly channel: string;
  readonly pending: number;
  readonly dead: number;
}

export interface Turn {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly newChannels: readonly string[];
  readonly wanted: readonly Wanted[];
  readonly settlements: readonly SettlementRow[];
  /** One list for each call of `publish`. */
  readonly calls: readonly (readonly PublicationRow[])[];
  readonly replays: readonly ReplayRow[];
  readonly stateWrites: readonly StateWrite[];
  readonly stateReads: readonly StateRead[];
  readonly lists: readonly ListQuery[];
  readonly depths: readonly DepthQuery[];
  /** Prune a batch of what was delivered before this. */
  readonly pruneBefore: number | undefined;
}

/** What went wrong, in a form that crosses the thread. */
export interface StorageFailure {
  /** `SQLITE_FULL`, `SQLITE_BUSY`, …, or one of our codes. */
  readonly code: string;
  readonly message: string;
}

export function isFailure(result: object): result is StorageFailure {
  return 'code' in result;
}

/** A delivery read back for the main thread to lease. */
export interface ReadDelivery {
  readonly seq: number;
  readonly body: string;
  readonly attempts: number;
  readonly retries: number;
  readonly firstAttemptAt: number | null;
}

/** What a turn hands over to be leased from one channel. */
export interface Handover {
  readonly channel: number;
  /** Sequence numbers of events of this very turn: the main thread still has them. */
  readonly fresh: readonly number[];
  readonly read: readonly ReadDelivery[];
  /** Whether there are more whose turn it is, those that are to be tried again left aside. */
  readonly behind: boolean;
  /** When the next delivery is due that is to be tried again and not handed over; it may be past. */
  readonly nextDue: number | undefined;
}

export interface StoredRow {
  readonly seq: number;
  readonly channel: string;
  readonly body: string;
  readonly state: StateCode;
  readonly attempts: number;
  readonly retries: number;
  readonly publishedAt: number;
  readonly firstAttemptAt: number | null;
  readonly lastAttemptAt: number | null;
  readonly lastError: string | null;
}

export interface FullRefusal extends QueueFull {
  /** The call's place in the turn. */
  readonly call: number;
}

/** What became of the publications, replays and state writes of a turn, which are stored together. */
export interface Written {
  /** The sequence number of the turn's first publication; the others count on from it, refused ones too. */
  readonly firstSeq: number;
  /** Sequence numbers of publications whose event id was known. */
  readonly duplicates: readonly number[];
  /** The calls refused because of the limit. */
  readonly full: readonly FullRefusal[];
  /** In the turn's order. */
  readonly replayed: readonly boolean[];
}

/** What reading gave; in the turn's order. */
export interface Read {
  readonly states: readonly (string | undefined)[];
  readonly lists: readonly (readonly StoredRow[])[];
  readonly depths: readonly (readonly ChannelDepth[])[];
}

export interface TurnAnswer {
  readonly written: Written | StorageFailure;
  /** Absent when the settlements are stored. */
  readonly unsettled: StorageFailure | undefined;
  readonly read: Read | StorageFailure;
  readonly handovers: readonly Handover[] | StorageFailure;
  readonly moreToPrune: boolean;
}

export type ToWorker<SentTurn = Turn> = { readonly type: 'turn'; readonly turn: SentTurn } | { readonly type: 'close' };

export type FromWorker<SentAnswer = TurnAnswer> =
  | { readonly type: 'opened' }
  | { readonly type: 'failed'; readonly failure: StorageFailure }
  | { readonly type: 'answer'; readonly answer: SentAnswer };

/** What the worker is started with. */
export interface WorkerSettings {
  readonly path: string;
  readonly maxPending: number;
  readonly maxFileBytes: number | undefined;
}
