import type Database from 'libsql';
import type { ChannelBook, ChannelState } from './channel-book.js';
import { all, type Condition, condition } from './condition.js';
import { EventTimes } from './event-times.js';
import type { MatchQuery } from './reading.js';
import { DEAD, PENDING } from './state-code.js';
import { Query } from './statements.js';

/** Up to so many pending deliveries are sorted, for their index has them by workload. Measured: some 7 ms. */
const SORTED = 50_000;

/** Where a list finds what it is asked for. */
export interface ListSource {
  /** The table, and the index that gives its rows in order. */
  readonly from: string;
  /** What the index finds, within the span: what is looked at. */
  readonly looked: Condition;
  readonly span: Span;
  /** What a row that is looked at must be. */
  readonly wanted: Condition;
}

/** Sequence numbers of events, both ends included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/*
 * Which index
 *
 *   dead                    their own, of the channel or of all: in order
 *   pending, not too many   their own, sorted
 *   anything else           the table's own order; of pending ones no further than there are any
 *
 * A `+` keeps a column from choosing another index.
 */
export class ListSources {
  readonly #findEvent: Query<{ seq: number }>;
  readonly #times: EventTimes;
  readonly #book: ChannelBook;

  constructor(database: Database.Database, book: ChannelBook) {
    this.#book = book;
    this.#findEvent = new Query(database, 'select seq from events where id = ?');
    this.#times = new EventTimes(database);
  }

  /** Undefined when nothing can match. */
  of(query: MatchQuery): ListSource | undefined {
    const { channel: name, state, workload, namespace } = query;
    const channels = this.#channels(name);
    const [channel] = channels;
    const span = this.#span(query, channels);
    if (channel === undefined || span === undefined) return undefined;
    const ofChannel = name === undefined ? [] : [condition('+channel = ?', channel.id ?? null)];
    const wanted = [
      condition('true'),
      ...ofChannel,
      ...(state === undefined ? [] : [condition('+state = ?', state)]),
      ...(workload === undefined ? [] : [condition('+workload = ?', workload)]),
      // Names have no slash.
      ...(namespace === undefined
        ? []
        : [condition("substr(workload, 1, ?) = ? || '/'", namespace.length + 1, namespace)]),
    ];
    const { from, looked } = this.#index(query, channels);
    return { from, looked: all([condition('true'), ...looked, ...afterPlace(query)]), span, wanted: all(wanted) };
  }

  #channels(name: string | undefined): readonly ChannelState[] {
    return this.#book.all().filter((state) => state.id !== undefined && (name === undefined || state.name === name));
  }

  #index({ state, eventId, channel }: MatchQuery, channels: readonly ChannelState[]) {
    if (eventId !== undefined) return { from: 'deliveries', looked: [] };
    const ofChannel = channel === undefined ? [] : [condition('channel = ?', channels[0]?.id ?? null)];
    if (state === DEAD) {
      const index = channel === undefined ? 'deliveries_dead_in_order' : 'deliveries_dead';
      return { from: `deliveries indexed by ${index}`, looked: [condition('state = 2'), ...ofChannel] };
    }
    if (state === PENDING && pendingIn(channels) <= SORTED) {
      return { from: 'deliveries indexed by deliveries_turn', looked: [condition('state = 0'), ...ofChannel] };
    }
    return { from: 'deliveries', looked: [] };
  }

  /** The sequence numbers of the events that can match. */
  #span(query: MatchQuery, channels: readonly ChannelState[]): Span | undefined {
    const { eventId, publishedFrom, publishedBefore, state, after, newestFirst } = query;
    const firsts = [0];
    const lasts = [Number.MAX_SAFE_INTEGER];
    if (eventId !== undefined) {
      const seq = this.#findEvent.first(eventId)?.seq;
      if (seq === undefined) return undefined;
      firsts.push(seq);
      lasts.push(seq);
    }
    if (publishedFrom !== undefined) firsts.push(this.#times.firstFrom(publishedFrom));
    if (publishedBefore !== undefined) lasts.push(this.#times.firstFrom(publishedBefore) - 1);
    if (state === PENDING) {
      const pending = channels.filter((each) => each.pending > 0);
      firsts.push(Math.min(...pending.map(({ pendingFrom }) => pendingFrom)));
      lasts.push(Math.max(...pending.map(({ pendingTo }) => pendingTo)));
    }
    if (after !== undefined) (newestFirst ? lasts : firsts).push(after.seq);
    const span = { first: Math.max(...firsts), last: Math.min(...lasts) };
    return span.first <= span.last ? span : undefined;
  }
}

function pendingIn(channels: readonly ChannelState[]): number {
  return channels.reduce((sum, { pending }) => sum + pending, 0);
}

function afterPlace({ after, newestFirst }: MatchQuery): Condition[] {
  if (after === undefined) return [];
  return [condition(`(seq, channel) ${newestFirst ? '<' : '>'} (?, ?)`, after.seq, after.channel)];
}
