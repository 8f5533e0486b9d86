import type Database from 'libsql';
import { Query } from './statements.js';

/** Finds events by when they were stored, without an index of it: who was stored later has a higher sequence number. */
export class EventTimes {
  readonly #next: Query<{ seq: number; publishedAt: number }>;
  readonly #last: Query<{ seq: number | null }>;

  constructor(database: Database.Database) {
    this.#next = new Query(
      database,
      'select seq, published_at as publishedAt from events where seq >= ? order by seq limit 1',
    );
    this.#last = new Query(database, 'select max(seq) as seq from events');
  }

  /** The lowest sequence number of those stored at that time or later, by halving; beyond all others when there is none. */
  firstFrom(time: number): number {
    let low = 0;
    let high = (this.#last.first()?.seq ?? 0) + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const event = this.#next.first(middle);
      if (event === undefined || event.publishedAt >= time) high = middle;
      else low = event.seq + 1;
    }
    return low;
  }
}
