import type Database from 'libsql';
import type { DeliveryKey } from './attempt-statements.js';
import type { ChannelBook } from './channel-book.js';
import { all, type Condition, condition } from './condition.js';
import { type ListSource, ListSources, type Span } from './list-source.js';
import type { ListAnswer, ListQuery, MatchQuery, Place } from './reading.js';
import { Query } from './statements.js';
import type { StoredStatements } from './stored-statements.js';

/** So many rows are looked at in a turn, whether they match or not, … */
const ROWS = 1_000;

/** … and so much of their events, save that the first may exceed it. */
const BYTES = 4 * 2 ** 20;

/** What matches by its row; its event was not read. */
interface Candidate extends DeliveryKey {
  readonly id: string;
  /** Of the event. */
  readonly bytes: number;
}

/** Reads deliveries for people, a bounded part at a time. */
export class ListStatements {
  readonly #database: Database.Database;
  readonly #book: ChannelBook;
  readonly #sources: ListSources;
  readonly #stored: StoredStatements;

  constructor(database: Database.Database, book: ChannelBook, stored: StoredStatements) {
    this.#database = database;
    this.#book = book;
    this.#sources = new ListSources(database, book);
    this.#stored = stored;
  }

  list(query: ListQuery): ListAnswer {
    if ('deliveries' in query) {
      const keys = query.deliveries.map(({ seq, channel }) => ({ seq, channel: this.#book.get(channel).id ?? 0 }));
      return { ids: [], rows: this.#stored.rows(keys), next: undefined };
    }
    const source = this.#sources.of(query);
    return source === undefined ? { ids: [], rows: [], next: undefined } : this.#match(query, source);
  }

  #match(query: MatchQuery, source: ListSource): ListAnswer {
    const { kind, count, withEvents, after } = query;
    const end = this.#end(source, query);
    const candidates = this.#candidates(source, end, query);
    const fitting = kind === undefined && !withEvents ? candidates : whatFits(candidates, query);
    const found = kind === undefined ? fitting : this.#stored.ofKind(fitting, kind).slice(0, count);
    const stoppedAt = found.length === count ? found.at(-1) : fitting.at(-1);
    const isWhole = found.length < count && fitting.length === candidates.length;
    const next = isWhole ? end : (stoppedAt ?? after);
    return {
      ids: found.map(({ id }) => id),
      rows: withEvents ? this.#stored.rows(found) : [],
      next: next && { seq: next.seq, channel: next.channel },
    };
  }

  /** The last row that is looked at, where there may be more behind it. */
  #end({ from, looked, span }: ListSource, query: MatchQuery): Place | undefined {
    const where = all([looked, within(span)]);
    const last = new Query<Place>(
      this.#database,
      `select seq, channel from ${from} where ${where.sql} ${inOrder(query)} limit 1 offset ${ROWS - 1}`,
    );
    return last.first(...where.values);
  }

  #candidates({ from, looked, span, wanted }: ListSource, end: Place | undefined, query: MatchQuery): Candidate[] {
    const where = all([looked, ...upTo(end, span, query), wanted]);
    const limit = query.kind === undefined ? query.count : ROWS;
    // The length of a body stands before it: the body is not read.
    return new Query<Candidate>(
      this.#database,
      `select chosen.seq, chosen.channel, events.id || '/' || channels.name as id, octet_length(events.body) as bytes
       from (select seq, channel from ${from} where ${where.sql} ${inOrder(query)} limit ?) as chosen
       cross join events on events.seq = chosen.seq
       cross join channels on channels.id = chosen.channel
       ${inOrder(query, 'chosen.')}`,
    ).all(...where.values, limit);
  }
}

function within({ first, last }: Span): Condition {
  return condition('seq between ? and ?', first, last);
}

/** The span ends where the end is: an index would not know of any other end. */
function upTo(end: Place | undefined, span: Span, { newestFirst }: MatchQuery): Condition[] {
  if (end === undefined) return [within(span)];
  const { seq, channel } = end;
  return newestFirst
    ? [within({ ...span, first: seq }), condition('(seq, channel) >= (?, ?)', seq, channel)]
    : [within({ ...span, last: seq }), condition('(seq, channel) <= (?, ?)', seq, channel)];
}

function inOrder({ newestFirst }: MatchQuery, table = ''): string {
  const way = newestFirst ? 'desc' : 'asc';
  return `order by ${table}seq ${way}, ${table}channel ${way}`;
}

/** What is read of a turn's candidates: with a kind all that is looked at for it, else all that is wanted. */
function whatFits(candidates: readonly Candidate[], { bytes, mayExceed }: MatchQuery): readonly Candidate[] {
  let left = Math.min(bytes, BYTES);
  const tooMuch = candidates.findIndex((each, place) => {
    left -= each.bytes;
    return left < 0 && (place > 0 || !mayExceed);
  });
  return tooMuch === -1 ? candidates : candidates.slice(0, tooMuch);
}
