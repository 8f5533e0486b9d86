import type Database from 'libsql';
import type { ChannelBook, ChannelState } from './channel-book.js';
import { BatchedChange, Query, type SqlValue } from './statements.js';
import { DEAD, DELIVERED, PENDING, type ReplayRow, type SettlementRow } from './turn.js';

const SETTLE = (rows: string) => `
  update deliveries
  set state = row.column3, due_at = row.column4, attempts = row.column5, retries = row.column6,
      first_attempt_at = row.column7, last_attempt_at = row.column8, last_error = row.column9,
      settled_at = case when row.column3 = 0 then null else row.column8 end
  from (values ${rows}) as row
  where deliveries.seq = row.column1 and deliveries.channel = row.column2 and deliveries.state = 0`;

/** Gives the turn to the oldest pending delivery of each channel and workload. */
const PASS_TURN = (rows: string) => `
  update deliveries set due_at = 0
  from (
    select row.column1 as channel, (
      select next.seq from deliveries as next
      where next.channel = row.column1 and next.workload = row.column2 and next.state = 0
      order by next.seq limit 1
    ) as seq
    from (values ${rows}) as row
  ) as turn
  where deliveries.seq = turn.seq and deliveries.channel = turn.channel
    and deliveries.state = 0 and deliveries.due_at is null
  returning seq as value`;

/** Ends leases, and brings dead deliveries back. */
export class SettleStatements {
  readonly #settleRows: BatchedChange;
  readonly #passTurn: BatchedChange;
  readonly #findDead: Query<{ seq: number; workload: string }>;
  readonly #findPending: Query<{ seq: number }>;
  readonly #revive: BatchedChange;
  readonly #book: ChannelBook;

  constructor(database: Database.Database, book: ChannelBook) {
    this.#book = book;
    this.#settleRows = new BatchedChange(database, 9, SETTLE);
    this.#passTurn = new BatchedChange(database, 2, PASS_TURN);
    this.#findDead = new Query(
      database,
      `select deliveries.seq, deliveries.workload from events join deliveries on deliveries.seq = events.seq
       where events.id = ? and deliveries.channel = ? and deliveries.state = 2`,
    );
    this.#findPending = new Query(
      database,
      'select seq from deliveries where channel = ? and workload = ? and state = 0 limit 1',
    );
    this.#revive = new BatchedChange(
      database,
      3,
      (rows) => `
        update deliveries set state = 0, due_at = row.column3, retries = 0, first_attempt_at = null, settled_at = null
        from (values ${rows}) as row
        where deliveries.seq = row.column1 and deliveries.channel = row.column2`,
    );
  }

  settle(settlements: readonly SettlementRow[]): void {
    const values: SqlValue[] = [];
    const ended = new Map<ChannelState, SqlValue[]>();
    for (const row of settlements) {
      const state = this.#book.change(row.channel);
      const channel = this.#book.storedId(state);
      const dueAt = row.state === PENDING ? row.retryAt : null;
      values.push(row.seq, channel, row.state, dueAt, row.attempts, row.retries);
      values.push(row.firstAttemptAt, row.at, row.state === DELIVERED ? null : row.error);
      state.handed.remove(row.seq);
      if (row.state === PENDING) {
        if (row.retryAt > 0) state.nextDue = Math.min(state.nextDue, row.retryAt);
        else becomesReady(state, row.seq);
      } else {
        state.pending -= 1;
        state.dead += row.state === DEAD ? 1 : 0;
        const inChannel = ended.get(state) ?? [];
        inChannel.push(channel, row.workload);
        ended.set(state, inChannel);
      }
    }
    this.#settleRows.run(values);
    for (const [state, workloads] of ended) {
      const passed = state.blocked > 0 ? this.#passTurn.returned(workloads) : [];
      state.blocked -= passed.length;
      for (const seq of passed) becomesReady(state, seq);
    }
  }

  /** Whether it was dead. It waits behind whatever of its workload has its turn. */
  replay({ eventId, channel: number }: ReplayRow): boolean {
    const state = this.#book.change(number);
    const channel = state.id ?? null;
    const dead = this.#findDead.first(eventId, channel);
    if (dead === undefined) return false;
    const waits = this.#findPending.first(channel, dead.workload) !== undefined;
    this.#revive.run([dead.seq, channel, waits ? null : 0]);
    state.dead -= 1;
    state.pending += 1;
    if (waits) state.blocked += 1;
    else becomesReady(state, dead.seq);
    return true;
  }
}

/** The main thread does not have it yet. */
function becomesReady(state: ChannelState, seq: number): void {
  state.readTo = Math.min(state.readTo, seq - 1);
}
