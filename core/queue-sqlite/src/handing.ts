import type Database from 'libsql';
import type { ChannelBook, ChannelState } from './channel-book.js';
import { Query } from './statements.js';
import type { Handover, ReadDelivery, Wanted } from './turn.js';

/** What is left out is on the main thread already: the values are a JSON array of sequence numbers. */
const READ = `
  select deliveries.seq, events.body, deliveries.attempts, deliveries.retries,
    deliveries.first_attempt_at as firstAttemptAt
  from deliveries indexed by deliveries_ready cross join events on events.seq = deliveries.seq
  where deliveries.channel = ? and deliveries.state = 0
    and deliveries.seq not in (select value from json_each(?))`;

/** Reads what is due. */
export class ReadyStatements {
  readonly dueAgain: Query<ReadDelivery>;
  readonly ready: Query<ReadDelivery>;
  readonly nextDue: Query<{ dueAt: number }>;

  constructor(database: Database.Database) {
    this.dueAgain = new Query(
      database,
      `${READ} and deliveries.due_at > 0 and deliveries.due_at <= ? order by deliveries.due_at limit ?`,
    );
    this.ready = new Query(database, `${READ} and deliveries.due_at = 0 order by deliveries.seq limit ?`);
    this.nextDue = new Query(
      database,
      `select due_at as dueAt from deliveries indexed by deliveries_ready
       where channel = ? and state = 0 and due_at > ? order by due_at limit 1`,
    );
  }
}

/** Chooses, within one turn, what the main thread gets to lease. */
export class Handing {
  private readonly freshSeqs = new Map<ChannelState, readonly number[]>();
  private readonly readDeliveries = new Map<ChannelState, readonly ReadDelivery[]>();

  constructor(
    private readonly statements: ReadyStatements,
    private readonly book: ChannelBook,
    private readonly now: number,
  ) {}

  /** Reads for every channel that wants more. What waited to be tried again comes first: it is older. */
  read(wanted: readonly Wanted[]): void {
    for (const { channel } of wanted) {
      const state = this.book.get(channel);
      const found = [...this.readDueAgain(state), ...this.readReady(state)];
      for (const { seq } of found) {
        state.handed.add(seq);
      }
      this.readDeliveries.set(state, found);
    }
  }

  /** Deliveries just stored and ready: the main thread gets them if it has all older ones, and as far as it has room. */
  fresh(state: ChannelState, seqs: readonly number[]): void {
    const handed = state.caughtUp ? seqs.slice(0, state.wanted) : [];
    state.caughtUp &&= handed.length === seqs.length;
    state.wanted -= handed.length;
    for (const seq of handed) {
      state.handed.add(seq);
    }
    this.freshSeqs.set(state, [...(this.freshSeqs.get(state) ?? []), ...handed]);
  }

  handovers(wanted: readonly Wanted[]): Handover[] {
    return wanted.map(({ channel }) => {
      const state = this.book.get(channel);
      return {
        channel,
        fresh: this.freshSeqs.get(state) ?? [],
        read: this.readDeliveries.get(state) ?? [],
        behind: !state.caughtUp || state.nextDue <= this.now,
        nextDue: Number.isFinite(state.nextDue) ? state.nextDue : undefined,
      };
    });
  }

  private readDueAgain(state: ChannelState): ReadDelivery[] {
    if (state.id === undefined || state.wanted === 0 || state.nextDue > this.now) {
      return [];
    }
    const found = this.statements.dueAgain.all(state.id, handedOf(state), this.now, state.wanted);
    if (found.length < state.wanted) {
      state.nextDue = this.statements.nextDue.first(state.id, this.now)?.dueAt ?? Number.POSITIVE_INFINITY;
    }
    state.wanted -= found.length;
    return found;
  }

  private readReady(state: ChannelState): ReadDelivery[] {
    if (state.id === undefined || state.wanted === 0 || state.caughtUp) {
      return [];
    }
    const found = this.statements.ready.all(state.id, handedOf(state), state.wanted);
    state.caughtUp = found.length < state.wanted;
    state.wanted -= found.length;
    return found;
  }
}

function handedOf(state: ChannelState): string {
  return JSON.stringify([...state.handed]);
}
