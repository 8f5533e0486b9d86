import type { QueueFull } from '@headwind/bus/queue-full';
import type { DepthQuery, FindQuery, ListQuery, Read, StateRead } from './reading.js';
import type { StateCode } from './state-code.js';

/*
 * A turn is one message to the storage worker and one transaction there. What is asked for while a turn is under way
 * collects for the next, so the more there is to do, the more of it shares a commit. Strings and numbers cross the
 * thread; an event crosses as JSON, made once.
 *
 * Channels go by number: the place of their name among all the names the main thread has sent.
 */

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
  readonly begunAt: number;
  readonly at: number;
  /** 0: at once. */
  readonly retryAt: number;
  readonly error: string | null;
  readonly reason: string | null;
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

/** A dead letter that is to be replayed or discarded. The name of its channel need not be known. */
export interface DeadLetterRow {
  readonly eventId: string;
  readonly channel: string;
}

export interface StateWrite {
  readonly instance: string;
  readonly key: string;
  /** As JSON; null deletes. */
  readonly value: string | null;
}

export interface Turn {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly newChannels: readonly string[];
  readonly wanted: readonly Wanted[];
  readonly settlements: readonly SettlementRow[];
  /** One list for each call of `publish`. */
  readonly calls: readonly (readonly PublicationRow[])[];
  readonly replays: readonly DeadLetterRow[];
  readonly discards: readonly DeadLetterRow[];
  readonly stateWrites: readonly StateWrite[];
  readonly stateReads: readonly StateRead[];
  readonly lists: readonly ListQuery[];
  readonly finds: readonly FindQuery[];
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
  /** When its event was stored. */
  readonly publishedAt: number;
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

export interface FullRefusal extends QueueFull {
  /** The call's place in the turn. */
  readonly call: number;
}

/** What became of the publications, replays, discards and state writes of a turn, which are stored together. */
export interface Written {
  /** The sequence number of the turn's first publication; the others count on from it, refused ones too. */
  readonly firstSeq: number;
  /** Sequence numbers of publications whose event id was known. */
  readonly duplicates: readonly number[];
  /** The calls refused because of the limit. */
  readonly full: readonly FullRefusal[];
  /** In the turn's order. */
  readonly replayed: readonly boolean[];
  readonly discarded: readonly boolean[];
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
