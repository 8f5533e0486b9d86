import type Database from 'libsql';
import type { AttemptStatements } from './attempt-statements.js';
import { becomePending, becomesReady, type ChannelBook, type ChannelState } from './channel-book.js';
import { Change, Query } from './statements.js';
import type { DeadLetterRow } from './turn.js';

interface DeadLetter {
  readonly state: ChannelState;
  readonly seq: number;
  /** The row in `channels`. */
  readonly channel: number;
  readonly workload: string;
}

/** Brings dead deliveries back, or throws them away. */
export class DeadLetterStatements {
  readonly #find: Query<{ seq: number; workload: string }>;
  readonly #findPending: Query<{ seq: number }>;
  readonly #revive: Change;
  readonly #remove: Change;
  readonly #empty: Change;
  readonly #attempts: AttemptStatements;
  readonly #book: ChannelBook;

  constructor(database: Database.Database, book: ChannelBook, attempts: AttemptStatements) {
    this.#book = book;
    this.#attempts = attempts;
    this.#find = new Query(
      database,
      `select deliveries.seq, deliveries.workload from events join deliveries on deliveries.seq = events.seq
       where events.id = ? and deliveries.channel = ? and deliveries.state = 2`,
    );
    this.#findPending = new Query(
      database,
      'select seq from deliveries where channel = ? and workload = ? and state = 0 limit 1',
    );
    this.#revive = new Change(
      database,
      `update deliveries set state = 0, due_at = ?, retries = 0, first_attempt_at = null, settled_at = null
       where seq = ? and channel = ?`,
    );
    this.#remove = new Change(database, 'delete from deliveries where seq = ? and channel = ?');
    // Known by its id until it is pruned, as an event for no channel is; its content has gone with its last delivery.
    this.#empty = new Change(
      database,
      `update events set addressed = 0, body = ''
       where seq = ? and not exists (select 1 from deliveries where deliveries.seq = events.seq)`,
    );
  }

  /** Whether it was dead. It waits behind whatever of its workload has its turn. */
  replay(row: DeadLetterRow): boolean {
    const dead = this.#dead(row);
    if (dead === undefined) return false;
    const { state, seq, channel, workload } = dead;
    const waits = this.#findPending.first(channel, workload) !== undefined;
    this.#revive.run(waits ? null : 0, seq, channel);
    state.dead -= 1;
    becomePending(state, 1, seq, seq);
    if (waits) state.blocked += 1;
    else becomesReady(state, seq);
    return true;
  }

  /** Whether it was dead. */
  discard(row: DeadLetterRow): boolean {
    const dead = this.#dead(row);
    if (dead === undefined) return false;
    const { state, seq, channel } = dead;
    this.#remove.run(seq, channel);
    this.#attempts.remove([{ seq, channel }]);
    this.#empty.run(seq);
    state.dead -= 1;
    return true;
  }

  #dead({ eventId, channel: name }: DeadLetterRow): DeadLetter | undefined {
    const state = this.#book.named(name);
    if (state?.id === undefined) return undefined;
    const found = this.#find.first(eventId, state.id);
    return found && { ...found, channel: state.id, state: this.#book.change(state) };
  }
}
