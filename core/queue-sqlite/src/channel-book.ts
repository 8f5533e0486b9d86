import type Database from 'libsql';
import { Change, Query } from './statements.js';
import type { Wanted } from './turn.js';

/** What the worker knows of one channel without reading. */
export interface ChannelState {
  readonly name: string;
  /** Its row in `channels`; absent until something is stored for it. */
  id: number | undefined;
  /** Pending deliveries, those handed over among them. */
  pending: number;
  /** Pending deliveries that wait behind another of their workload. */
  blocked: number;
  dead: number;
  /** Sequence numbers of the pending deliveries that the main thread has. */
  handed: Set<number>;
  /** Whether the main thread has every delivery with `due_at = 0`. */
  caughtUp: boolean;
  /** No delivery that waits to be tried again is due before this. */
  nextDue: number;
  /** So many more may be handed over in this turn. */
  wanted: number;
}

interface Count {
  readonly channel: number;
  readonly count: number;
}

/** All channels, by name and by the main thread's numbers. */
export class ChannelBook {
  private readonly byName = new Map<string, ChannelState>();
  private readonly byNumber: ChannelState[] = [];
  private readonly insert: Change;
  private readonly idOf: Query<{ id: number }>;

  constructor(database: Database.Database) {
    this.insert = new Change(database, 'insert into channels (name) values (?) on conflict (name) do nothing');
    this.idOf = new Query(database, 'select id from channels where name = ?');
    // Each count reads one small index, never an event.
    const count = (sql: string) =>
      new Map(new Query<Count>(database, sql).all().map((row) => [row.channel, row.count]));
    const pending = count(
      'select channel, count(*) as count from deliveries indexed by deliveries_turn where state = 0 group by channel',
    );
    const ready = count(
      `select channel, count(*) as count from deliveries indexed by deliveries_ready
       where state = 0 and due_at is not null group by channel`,
    );
    const dead = count(
      'select channel, count(*) as count from deliveries indexed by deliveries_dead where state = 2 group by channel',
    );
    for (const { id, name } of new Query<{ id: number; name: string }>(
      database,
      'select id, name from channels',
    ).all()) {
      const state = this.add(name);
      state.id = id;
      // Nothing was read of it yet.
      state.caughtUp = false;
      state.nextDue = 0;
      state.pending = pending.get(id) ?? 0;
      state.blocked = state.pending - (ready.get(id) ?? 0);
      state.dead = dead.get(id) ?? 0;
    }
  }

  /** Gives the next number to a name. */
  number(name: string): void {
    this.byNumber.push(this.byName.get(name) ?? this.add(name));
  }

  get(number: number): ChannelState {
    const state = this.byNumber[number];
    if (state === undefined) {
      throw new Error(`channel number ${number} was never announced`);
    }
    return state;
  }

  /** Notes how much the main thread has room for in this turn. */
  want(wanted: readonly Wanted[]): void {
    for (const state of this.byName.values()) {
      state.wanted = 0;
    }
    for (const { channel, count } of wanted) {
      this.get(channel).wanted = count;
    }
  }

  /** The channel's row, made when there is none. */
  storedId(state: ChannelState): number {
    if (state.id === undefined) {
      this.insert.run(state.name);
      state.id = this.idOf.first(state.name)?.id;
    }
    if (state.id === undefined) {
      throw new Error(`the channel ${state.name} was not stored`);
    }
    return state.id;
  }

  /** Of one channel, or of all. */
  depth(number?: number): { pending: number; dead: number } {
    const depth = { pending: 0, dead: 0 };
    for (const state of number === undefined ? this.byName.values() : [this.get(number)]) {
      depth.pending += state.pending;
      depth.dead += state.dead;
    }
    return depth;
  }

  /** @returns puts everything back as it is now, for when a transaction is rolled back */
  snapshot(): () => void {
    const before = [...this.byName.values()].map((state) => ({ ...state, handed: new Set(state.handed) }));
    return () => {
      for (const state of before) {
        Object.assign(this.byName.get(state.name) ?? {}, state);
      }
    };
  }

  private add(name: string): ChannelState {
    const state: ChannelState = {
      name,
      id: undefined,
      pending: 0,
      blocked: 0,
      dead: 0,
      handed: new Set(),
      caughtUp: true,
      nextDue: Number.POSITIVE_INFINITY,
      wanted: 0,
    };
    this.byName.set(name, state);
    return state;
  }
}
