import type Database from 'libsql';
import { type AttemptStatements, deliveredAtOnce, type EndedAttempt } from './attempt-statements.js';
import { becomesReady, type ChannelBook, type ChannelState } from './channel-book.js';
import { DEAD, DELIVERED, PENDING } from './state-code.js';
import { BatchedChange, type SqlValue } from './statements.js';
import type { SettlementRow } from './turn.js';

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

/** Ends leases. */
export class SettleStatements {
  readonly #settleRows: BatchedChange;
  readonly #passTurn: BatchedChange;
  readonly #attempts: AttemptStatements;
  readonly #book: ChannelBook;

  constructor(database: Database.Database, book: ChannelBook, attempts: AttemptStatements) {
    this.#book = book;
    this.#attempts = attempts;
    this.#settleRows = new BatchedChange(database, 9, SETTLE);
    this.#passTurn = new BatchedChange(database, 2, PASS_TURN);
  }

  /** @param withAttempts whether the attempts are kept as well, which may need room in the file */
  settle(settlements: readonly SettlementRow[], withAttempts: boolean): void {
    const values: SqlValue[] = [];
    const attempts: EndedAttempt[] = [];
    const ended = new Map<ChannelState, SqlValue[]>();
    for (const row of settlements) {
      const state = this.#book.change(this.#book.get(row.channel));
      const channel = this.#book.storedId(state);
      const dueAt = row.state === PENDING ? row.retryAt : null;
      if (withAttempts && !deliveredAtOnce(row)) attempts.push({ row, channel });
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
    this.#attempts.note(attempts);
    for (const [state, workloads] of ended) {
      const passed = state.blocked > 0 ? this.#passTurn.returned(workloads) : [];
      state.blocked -= passed.length;
      for (const seq of passed) becomesReady(state, seq);
    }
  }
}
