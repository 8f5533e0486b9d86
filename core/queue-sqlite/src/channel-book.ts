import type Database from 'libsql';
import { HandedDeliveries } from './handed-deliveries.js';
import { Change, Query } from './statements.js';

/** `readTo` of a channel whose ready deliveries the main thread has, all of them. */
export const CAUGHT_UP = Number.POSITIVE_INFINITY;

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
  readonly handed: HandedDeliveries;
  /** The main thread has every ready delivery (`due_at = 0`) up to this sequence number. */
  readTo: number;
  /** No delivery that waits to be tried again is due before this. */
  nextDue: number;
  /** No pending delivery has a lower sequence number, … */
  pendingFrom: number;
  /** … and none a higher one. */
  pendingTo: number;
}

interface Count {
  readonly channel: number;
  readonly count: number;
}

interface PendingCount extends Count {
  readonly first: number;
  readonly last: number;
}

/** All channels, by name and by the main thread's numbers. */
export class ChannelBook {
  readonly #byName = new Map<string, ChannelState>();
  readonly #byNumber: ChannelState[] = [];
  /** The channels that this turn has changed, as they were before. */
  readonly #before = new Map<ChannelState, ChannelState>();
  readonly #insert: Change;
  readonly #idOf: Query<{ id: number }>;

  constructor(database: Database.Database) {
    this.#insert = new Change(database, 'insert into channels (name) values (?) on conflict (name) do nothing');
    this.#idOf = new Query(database, 'select id from channels where name = ?');
    // Each count reads one small index, never an event.
    const count = (sql: string) =>
      new Map(new Query<Count>(database, sql).all().map((row) => [row.channel, row.count]));
    const pending = new Query<PendingCount>(
      database,
      `select channel, count(*) as count, min(seq) as first, max(seq) as last
       from deliveries indexed by deliveries_turn where state = 0 group by channel`,
    ).all();
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
      const state = this.#add(name);
      state.id = id;
      // Nothing was read of it yet.
      state.readTo = 0;
      state.nextDue = 0;
      const waiting = pending.find(({ channel }) => channel === id);
      if (waiting !== undefined) becomePending(state, waiting.count, waiting.first, waiting.last);
      state.blocked = state.pending - (ready.get(id) ?? 0);
      state.dead = dead.get(id) ?? 0;
    }
  }

  /** Gives the next number to a name. */
  number(name: string): void {
    this.#byNumber.push(this.#byName.get(name) ?? this.#add(name));
  }

  get(number: number): ChannelState {
    const state = this.#byNumber[number];
    if (state === undefined) throw new Error(`channel number ${number} was never announced`);
    return state;
  }

  /** The channel of that name, where there is any. */
  named(name: string): ChannelState | undefined {
    return this.#byName.get(name);
  }

  all(): ChannelState[] {
    return [...this.#byName.values()];
  }

  /** The channel, to be changed: `undo` makes it again what it is now. */
  change(state: ChannelState): ChannelState {
    if (!this.#before.has(state)) this.#before.set(state, { ...state });
    return state;
  }

  /** The turn is stored. */
  keep(): void {
    for (const { handed } of this.#before.keys()) handed.keep();
    this.#before.clear();
  }

  /** The turn is rolled back. */
  undo(): void {
    for (const [state, before] of this.#before) {
      Object.assign(state, before);
      state.handed.undo();
    }
    this.#before.clear();
  }

  /** The channel's row, made when there is none. */
  storedId(state: ChannelState): number {
    if (state.id === undefined) {
      this.#insert.run(state.name);
      state.id = this.#idOf.first(state.name)?.id;
    }
    if (state.id === undefined) throw new Error(`the channel ${state.name} was not stored`);
    return state.id;
  }

  /** Pending deliveries of all channels. */
  get pending(): number {
    let pending = 0;
    for (const state of this.#byName.values()) pending += state.pending;
    return pending;
  }

  #add(name: string): ChannelState {
    const state: ChannelState = {
      name,
      id: undefined,
      pending: 0,
      blocked: 0,
      dead: 0,
      handed: new HandedDeliveries(),
      readTo: CAUGHT_UP,
      nextDue: Number.POSITIVE_INFINITY,
      pendingFrom: 0,
      pendingTo: 0,
    };
    this.#byName.set(name, state);
    return state;
  }
}

/** So many more deliveries are pending, from one sequence number to another. */
export function becomePending(state: ChannelState, count: number, first: number, last: number): void {
  const none = state.pending === 0;
  state.pendingFrom = none ? first : Math.min(state.pendingFrom, first);
  state.pendingTo = none ? last : Math.max(state.pendingTo, last);
  state.pending += count;
}

/** It is a delivery's turn, and the main thread does not have it yet. */
export function becomesReady(state: ChannelState, seq: number): void {
  state.readTo = Math.min(state.readTo, seq - 1);
}
