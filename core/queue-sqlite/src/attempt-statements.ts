import { ATTEMPTS_KEPT } from '@headwind/bus/queue-limits';
import type Database from 'libsql';
import type { AttemptRow } from './reading.js';
import { DELIVERED } from './state-code.js';
import { BatchedChange, Change, Query, type SqlValue } from './statements.js';
import type { SettlementRow } from './turn.js';

/** A delivery, by the rows of its event and its channel. */
export interface DeliveryKey {
  readonly seq: number;
  readonly channel: number;
}

export interface EndedAttempt {
  readonly row: SettlementRow;
  /** The row in `channels`. */
  readonly channel: number;
}

/** The attempts that their delivery's own row does not tell by itself. */
export class AttemptStatements {
  readonly #insert: BatchedChange;
  readonly #removeOld: Change;
  readonly #remove: Change;
  readonly #select: Query<AttemptRow>;

  constructor(database: Database.Database) {
    this.#insert = new BatchedChange(
      database,
      9,
      (rows) =>
        `insert or replace into attempts (seq, channel, number, begun_at, ended_at, state, reason, error, retry_at)
         values ${rows}`,
    );
    this.#removeOld = new Change(database, 'delete from attempts where seq = ? and channel = ? and number <= ?');
    this.#remove = new Change(
      database,
      `delete from attempts where (seq, channel) in (select value ->> 'seq', value ->> 'channel' from json_each(?))`,
    );
    this.#select = new Query(
      database,
      `select number, begun_at as begunAt, ended_at as endedAt, state, reason, error, retry_at as retryAt
       from attempts where seq = ? and channel = ? order by number`,
    );
  }

  note(ended: readonly EndedAttempt[]): void {
    const values: SqlValue[] = [];
    const long: [seq: number, channel: number, number: number][] = [];
    for (const { row, channel } of ended) {
      values.push(row.seq, channel, row.attempts, row.begunAt, row.at, row.state, row.reason, row.error);
      values.push(row.retryAt === 0 ? null : row.retryAt);
      if (row.attempts > ATTEMPTS_KEPT) long.push([row.seq, channel, row.attempts - ATTEMPTS_KEPT]);
    }
    this.#insert.run(values);
    for (const key of long) this.#removeOld.run(...key);
  }

  /** Oldest first. */
  of({ seq, channel }: DeliveryKey): AttemptRow[] {
    return this.#select.all(seq, channel);
  }

  remove(deliveries: readonly DeliveryKey[]): void {
    if (deliveries.length > 0) this.#remove.run(JSON.stringify(deliveries));
  }
}

/** Its delivery's row has both its times, and nothing else is to be said. */
export function deliveredAtOnce({ state, attempts, firstAttemptAt, begunAt }: SettlementRow): boolean {
  return state === DELIVERED && attempts === 1 && begunAt === firstAttemptAt;
}
