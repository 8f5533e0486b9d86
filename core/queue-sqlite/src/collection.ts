import type { PublishResult } from '@headwind/bus/queue';
import { queueFullError } from '@headwind/bus/queue-full';
import type { HeadwindEvent } from '@headwind/plugin-api';
import { Requests } from './requests.js';
import { readError, storeError } from './storage-errors.js';
import {
  type ChannelDepth,
  type DepthQuery,
  isFailure,
  type ListQuery,
  type PublicationRow,
  type ReplayRow,
  type StateRead,
  type StateWrite,
  type StoredRow,
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

/** What a turn publishes, in the order of the sequence numbers. */
export interface Published {
  readonly events: readonly HeadwindEvent[];
  /** Of each event. */
  readonly rows: readonly PublicationRow[];
}

/** What collects for a turn, beside settlements. */
export class Collection {
  calls = new Requests<Call, readonly PublishResult[]>();
  replays = new Requests<ReplayRow, boolean>();
  stateWrites = new Requests<StateWrite, void>();
  stateReads = new Requests<StateRead, string | undefined>();
  lists = new Requests<ListQuery, readonly StoredRow[]>();
  depths = new Requests<DepthQuery, readonly ChannelDepth[]>();

  get isEmpty(): boolean {
    return this.#kinds().every(({ items }) => items.length === 0);
  }

  /** Moves out what the next turn takes. */
  takeTurn(): Collection {
    const turn = new Collection();
    turn.calls = this.calls.take(this.#callsInTurn());
    turn.replays = this.replays.take();
    turn.stateWrites = this.stateWrites.take();
    turn.stateReads = this.stateReads.take();
    turn.lists = this.lists.take();
    turn.depths = this.depths.take();
    return turn;
  }

  toTurn(): Pick<Turn, 'calls' | 'replays' | 'stateWrites' | 'stateReads' | 'lists' | 'depths'> {
    return {
      calls: this.calls.items.map(({ rows }) => rows),
      replays: this.replays.items,
      stateWrites: this.stateWrites.items,
      stateReads: this.stateReads.items,
      lists: this.lists.items,
      depths: this.depths.items,
    };
  }

  /** Tells everybody what became of their request. */
  answer({ written, read }: TurnAnswer): void {
    if (isFailure(written)) {
      for (const writes of [this.calls, this.replays, this.stateWrites]) writes.reject(storeError(written));
    } else {
      this.#answerCalls(written);
      this.replays.answer((_, place) => written.replayed[place] ?? false);
      this.stateWrites.answer(() => undefined);
    }
    if (isFailure(read)) {
      for (const reads of [this.stateReads, this.lists, this.depths]) reads.reject(readError(read));
    } else {
      this.stateReads.answer((_, place) => read.states[place]);
      this.lists.answer((_, place) => read.lists[place] ?? []);
      this.depths.answer((_, place) => read.depths[place] ?? []);
    }
  }

  published(): Published {
    const calls = this.calls.items;
    return { events: calls.flatMap(({ events }) => events), rows: calls.flatMap(({ rows }) => rows) };
  }

  reject(reason: unknown): void {
    for (const requests of this.#kinds()) requests.reject(reason);
  }

  #kinds() {
    return [this.calls, this.replays, this.stateWrites, this.stateReads, this.lists, this.depths];
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
