import type Database from 'libsql';
import { Query, type SqlValue } from './statements.js';
import type { ReadDelivery } from './turn.js';

/** How much may be read. */
export interface Room {
  /** Deliveries. */
  readonly count: number;
  /** Of their bodies; the last one may exceed it. */
  readonly bytes: number;
}

export interface Found {
  readonly deliveries: readonly ReadDelivery[];
  /** Whether there are no more. */
  readonly all: boolean;
}

/** Reads deliveries that may be leased. What is left out is on the main thread already: a JSON array of numbers. */
export class ReadyStatements {
  readonly #dueAgain: FittingQuery;
  readonly #ready: FittingQuery;
  readonly #nextDue: Query<{ dueAt: number }>;

  constructor(database: Database.Database) {
    this.#dueAgain = new FittingQuery(database, 'deliveries.due_at > 0 and deliveries.due_at <= ?');
    this.#ready = new FittingQuery(database, 'deliveries.due_at = 0 and deliveries.seq > ?');
    this.#nextDue = new Query(
      database,
      `select due_at as dueAt from deliveries indexed by deliveries_ready
       where channel = ? and state = 0 and due_at > ? order by due_at limit 1`,
    );
  }

  /** Those that waited to be tried again, longest due first. */
  dueAgain(channel: number, now: number, leftOut: string, room: Room): Found {
    return this.#dueAgain.read(room, channel, now, leftOut);
  }

  /** Those that wait for nothing, oldest first. */
  ready(channel: number, after: number, leftOut: string, room: Room): Found {
    return this.#ready.read(room, channel, after, leftOut);
  }

  /** When the next delivery is due that is not due yet. */
  nextDue(channel: number, now: number): number {
    return this.#nextDue.first(channel, now)?.dueAt ?? Number.POSITIVE_INFINITY;
  }
}

/**
 * Reads as many as there is room for. How many that are it asks first, which reads no body (`octet_length` takes it from
 * the row's header): libsql fetches a hundred rows ahead, and a statement that it does not run to its end stays open and
 * keeps the write-ahead log from being moved into the file.
 */
class FittingQuery {
  readonly #fitting: Query<{ total: number; fitting: number }>;
  readonly #deliveries: Query<ReadDelivery>;

  /** @param condition with one value to bind, between the channel and what is left out */
  constructor(database: Database.Database, condition: string) {
    const source = `
      from deliveries indexed by deliveries_ready cross join events on events.seq = deliveries.seq
      where deliveries.channel = ? and deliveries.state = 0 and ${condition}
        and deliveries.seq not in (select value from json_each(?))
      order by deliveries.due_at, deliveries.seq limit ?`;
    this.#fitting = new Query(
      database,
      `select count(*) as total, count(*) filter (where before < ?) as fitting
       from (
         select sum(bytes) over (order by due_at, seq rows unbounded preceding) - bytes as before
         from (select deliveries.due_at, deliveries.seq, octet_length(events.body) as bytes ${source})
       )`,
    );
    this.#deliveries = new Query(
      database,
      `select deliveries.seq, events.body, events.published_at as publishedAt, deliveries.attempts, deliveries.retries,
         deliveries.first_attempt_at as firstAttemptAt ${source}`,
    );
  }

  read({ count, bytes }: Room, ...values: SqlValue[]): Found {
    const { total = 0, fitting = 0 } = this.#fitting.first(bytes, ...values, count) ?? {};
    const deliveries = fitting === 0 ? [] : this.#deliveries.all(...values, fitting);
    return { deliveries, all: fitting === total && total < count };
  }
}
