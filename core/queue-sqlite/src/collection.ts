import type { PublishResult } from '@headwind/bus/queue';
import { queueFullError } from '@headwind/bus/queue-full';
import type { HeadwindEvent } from '@headwind/plugin-api';
import type {
  ChannelDepth,
  DepthQuery,
  FindQuery,
  FoundDelivery,
  ListAnswer,
  ListQuery,
  StateRead,
} from './reading.js';
import { Requests } from './requests.js';
import { readError, storeError } from './storage-errors.js';
import {
  type DeadLetterRow,
  isFailure,
  type PublicationRow,
  type StateWrite,
  type Turn,
  type TurnAnswer,
  type Written,
} from './turn.js';

/** One call of `publish`. */
export interface Call {
  readonly rows: readonly PublicationRow[];
  /** Of each row. */
  readonly events: readonly HeadwindEvent[];
}

/** A turn takes whole calls until it has so many publications, so that no settlement waits long behind it, … */
const PUBLICATIONS_IN_A_TURN = 2_048;

/** … or so much of their events, so that the worker's memory stays bounded. */
const BYTES_IN_A_TURN = 8 * 2 ** 20;

/** A turn takes so many dead letters to replay, and to discard, for the same reason: some ten milliseconds. */
const DEAD_LETTERS_IN_A_TURN = 500;

/** Each reads up to 4 MiB of events. */
const LISTS_IN_A_TURN = 1;

/** Each reads one event. */
const FINDS_IN_A_TURN = 4;

/** What a turn publishes, in the order of the sequence numbers. */
export interface Published {
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  readonly events: readonly HeadwindEvent[];
  /** Of each event. */
  readonly rows: readonly PublicationRow[];
}

const NOTHING: ListAnswer = { ids: [], rows: [], next: undefined };

/** What collects for a turn, beside settlements. */
export class Collection {
  /** When its turn began, in milliseconds since the epoch. */
  now = 0;
  calls = new Requests<Call, readonly PublishResult[]>();
  replays = new Requests<DeadLetterRow, boolean>();
  discards = new Requests<DeadLetterRow, boolean>();
  stateWrites = new Requests<StateWrite, void>();
  stateReads = new Requests<StateRead, string | undefined>();
  lists = new Requests<ListQuery, ListAnswer>();
  finds = new Requests<FindQuery, FoundDelivery | undefined>();
  depths = new Requests<DepthQuery, readonly ChannelDepth[]>();

  get isEmpty(): boolean {
    return this.#kinds().every(({ items }) => items.length === 0);
  }

  /** Moves out what the next turn takes. */
  takeTurn(now: number): Collection {
    const turn = new Collection();
    turn.now = now;
    turn.calls = this.calls.take(this.#callsInTurn());
    turn.replays = this.replays.take(DEAD_LETTERS_IN_A_TURN);
    turn.discards = this.discards.take(DEAD_LETTERS_IN_A_TURN);
    turn.stateWrites = this.stateWrites.take();
    turn.stateReads = this.stateReads.take();
    turn.lists = this.lists.take(LISTS_IN_A_TURN);
    turn.finds = this.finds.take(FINDS_IN_A_TURN);
    turn.depths = this.depths.take();
    return turn;
  }

  toTurn(): Omit<Turn, 'newChannels' | 'wanted' | 'settlements' | 'pruneBefore'> {
    return {
      now: this.now,
      calls: this.calls.items.map(({ rows }) => rows),
      replays: this.replays.items,
      discards: this.discards.items,
      stateWrites: this.stateWrites.items,
      stateReads: this.stateReads.items,
      lists: this.lists.items,
      finds: this.finds.items,
      depths: this.depths.items,
    };
  }

  /** Tells everybody what became of their request. */
  answer({ written, read }: TurnAnswer): void {
    if (isFailure(written)) {
      const writes = [this.calls, this.replays, this.discards, this.stateWrites];
      for (const each of writes) each.reject(storeError(written));
    } else {
      this.#answerCalls(written);
      this.replays.answer((_, place) => written.replayed[place] ?? false);
      this.discards.answer((_, place) => written.discarded[place] ?? false);
      this.stateWrites.answer(() => undefined);
    }
    if (isFailure(read)) {
      const reads = [this.stateReads, this.lists, this.finds, this.depths];
      for (const each of reads) each.reject(readError(read));
    } else {
      this.stateReads.answer((_, place) => read.states[place]);
      this.lists.answer((_, place) => read.lists[place] ?? NOTHING);
      this.finds.answer((_, place) => read.finds[place]);
      this.depths.answer((_, place) => read.depths[place] ?? []);
    }
  }

  published(): Published {
    const calls = this.calls.items;
    return { at: this.now, events: calls.flatMap(({ events }) => events), rows: calls.flatMap(({ rows }) => rows) };
  }

  reject(reason: unknown): void {
    for (const requests of this.#kinds()) requests.reject(reason);
  }

  #kinds() {
    const writes = [this.calls, this.replays, this.discards, this.stateWrites];
    return [...writes, this.stateReads, this.lists, this.finds, this.depths];
  }

  #callsInTurn(): number {
    let publications = 0;
    let bytes = 0;
    const enough = this.calls.items.findIndex(({ rows }) => {
      publications += rows.length;
      for (const { body } of rows) bytes += body.length;
      return publications >= PUBLICATIONS_IN_A_TURN || bytes >= BYTES_IN_A_TURN;
    });
    return enough === -1 ? this.calls.items.length : enough + 1;
  }

  #answerCalls({ firstSeq, duplicates, full }: Written): void {
    const known = new Set(duplicates);
    const refusals = new Map(full.map((refusal) => [refusal.call, refusal]));
    let next = firstSeq;
    this.calls.answer(({ rows }, place) => {
      const first = next;
      next += rows.length;
      const refusal = refusals.get(place);
      if (refusal !== undefined) throw queueFullError(refusal);
      return rows.map((_, index) => (known.has(first + index) ? 'duplicate' : 'stored'));
    });
  }
}
