import type Database from 'libsql';
import type { AttemptStatements, DeliveryKey } from './attempt-statements.js';
import { Change, Query } from './statements.js';

/** Rows for one transaction: some milliseconds. */
const BATCH = 500;

/** Removes what was delivered long enough ago. Dead letters stay, and so do their events. */
export class PruneStatements {
  readonly #removeDelivered: Query<DeliveryKey & { readonly attempts: number }>;
  readonly #removeEvents: Change;
  readonly #removeUnaddressed: Change;
  readonly #attempts: AttemptStatements;

  constructor(database: Database.Database, attempts: AttemptStatements) {
    this.#attempts = attempts;
    this.#removeDelivered = new Query(
      database,
      `delete from deliveries where (seq, channel) in (
         select seq, channel from deliveries indexed by deliveries_delivered
         where state = 1 and settled_at <= ? order by settled_at limit ${BATCH}
       ) returning seq, channel, attempts`,
    );
    this.#removeEvents = new Change(
      database,
      `delete from events where seq in (select value from json_each(?))
       and not exists (select 1 from deliveries where deliveries.seq = events.seq)`,
    );
    this.#removeUnaddressed = new Change(
      database,
      `delete from events where seq in (
         select seq from events indexed by events_unaddressed
         where addressed = 0 and published_at <= ? order by published_at limit ${BATCH}
       )`,
    );
  }

  /** @returns whether there may be more */
  prune(before: number): boolean {
    const removed = this.#removeDelivered.all(before);
    const tried = removed.filter(({ attempts }) => attempts > 1);
    this.#attempts.remove(tried.map(({ seq, channel }) => ({ seq, channel })));
    this.#removeEvents.run(JSON.stringify(removed.map(({ seq }) => seq)));
    const unaddressed = this.#removeUnaddressed.run(before);
    return removed.length === BATCH || unaddressed === BATCH;
  }
}
