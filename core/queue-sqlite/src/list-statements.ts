import type Database from 'libsql';
import type { ChannelBook } from './channel-book.js';
import { Query, type SqlValue } from './statements.js';
import { DEAD, type ListQuery, PENDING, type StoredRow } from './turn.js';

const SELECT = `
  select deliveries.seq, channels.name as channel, events.body, deliveries.state, deliveries.attempts,
    deliveries.retries, events.published_at as publishedAt, deliveries.first_attempt_at as firstAttemptAt,
    deliveries.last_attempt_at as lastAttemptAt, deliveries.last_error as lastError
  from (`;

const JOIN = `) as chosen
  join deliveries on deliveries.seq = chosen.seq and deliveries.channel = chosen.channel
  join events on events.seq = chosen.seq
  join channels on channels.id = chosen.channel
  order by chosen.seq, chosen.channel`;

/** Reads deliveries for people. */
export class ListStatements {
  readonly #database: Database.Database;
  readonly #book: ChannelBook;

  constructor(database: Database.Database, book: ChannelBook) {
    this.#database = database;
    this.#book = book;
  }

  list(query: ListQuery): StoredRow[] {
    if ('deliveries' in query) {
      const one = new Query<StoredRow>(this.#database, `${SELECT}select ? as seq, ? as channel${JOIN}`);
      return query.deliveries.flatMap(({ seq, channel }) => one.all(seq, this.#book.get(channel).id ?? null));
    }
    const { state, channel, limit } = query;
    const conditions = ['true'];
    const values: SqlValue[] = [];
    if (state !== undefined) conditions.push(`state = ${state}`);
    if (channel !== undefined) {
      conditions.push('channel = ?');
      values.push(this.#book.get(channel).id ?? null);
    }
    const chosen = `select seq, channel from deliveries ${indexFor(state)} where ${conditions.join(' and ')}
      order by seq, channel limit ?`;
    return new Query<StoredRow>(this.#database, SELECT + chosen + JOIN).all(...values, limit);
  }
}

/** Pending and dead deliveries are few among what was delivered in days: their own indexes find them. */
function indexFor(state: number | undefined): string {
  switch (state) {
    case PENDING:
      return 'indexed by deliveries_turn';
    case DEAD:
      return 'indexed by deliveries_dead';
    default:
      return '';
  }
}
