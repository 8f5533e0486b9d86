import { CAUGHT_UP, type ChannelBook, type ChannelState } from './channel-book.js';
import type { Found, ReadyStatements } from './ready-statements.js';
import type { Handover, ReadDelivery, Wanted } from './turn.js';

/** One turn reads so much and no more, whatever the number of channels; the channels it leaves are first in the next. */
const BYTES_IN_A_TURN = 8 * 2 ** 20;

/** What is left of what the main thread has room for, in one channel. */
interface RoomLeft {
  count: number;
  bytes: number;
}

const NO_ROOM: Readonly<RoomLeft> = { count: 0, bytes: 0 };

/** Chooses, within one turn, what the main thread gets to lease. */
export class Handing {
  readonly #statements: ReadyStatements;
  readonly #book: ChannelBook;
  readonly #now: number;
  readonly #rooms = new Map<ChannelState, RoomLeft>();
  readonly #freshSeqs = new Map<ChannelState, number[]>();
  readonly #read = new Map<ChannelState, readonly ReadDelivery[]>();
  #bytesLeft = BYTES_IN_A_TURN;

  constructor(statements: ReadyStatements, book: ChannelBook, now: number) {
    this.#statements = statements;
    this.#book = book;
    this.#now = now;
  }

  /** Reads for every channel that has room. What waited to be tried again comes first: it is older. */
  read(wanted: readonly Wanted[]): void {
    for (const { channel, count, bytes, low } of wanted) {
      const room = { count, bytes };
      this.#rooms.set(this.#book.get(channel), room);
      const dueAgain = this.#readDueAgain(channel, room);
      const ready = low ? this.#readReady(channel, room) : [];
      if (dueAgain.length + ready.length > 0) this.#read.set(this.#book.get(channel), [...dueAgain, ...ready]);
    }
  }

  /**
   * Deliveries just stored and ready: the main thread gets them if it has all older ones, and as far as it has room.
   *
   * @param bytesOf how large the body of each is
   */
  fresh(state: ChannelState, seqs: readonly number[], bytesOf: ReadonlyMap<number, number>): void {
    if (state.readTo !== CAUGHT_UP) return;
    const room = this.#rooms.get(state) ?? { ...NO_ROOM };
    const handed = this.#freshSeqs.get(state) ?? [];
    this.#freshSeqs.set(state, handed);
    for (const seq of seqs) {
      if (room.count <= 0 || room.bytes <= 0) {
        state.readTo = seq - 1;
        return;
      }
      room.count -= 1;
      room.bytes -= bytesOf.get(seq) ?? 0;
      state.handed.add(seq);
      handed.push(seq);
    }
  }

  handovers(wanted: readonly Wanted[]): Handover[] {
    return wanted.map(({ channel }) => {
      const state = this.#book.get(channel);
      return {
        channel,
        fresh: this.#freshSeqs.get(state) ?? [],
        read: this.#read.get(state) ?? [],
        behind: state.readTo !== CAUGHT_UP,
        nextDue: Number.isFinite(state.nextDue) ? state.nextDue : undefined,
      };
    });
  }

  /** Leaves no room when not everything due was read: nothing younger goes before it. */
  #readDueAgain(channel: number, room: RoomLeft): readonly ReadDelivery[] {
    const { id, nextDue } = this.#book.get(channel);
    if (id === undefined || nextDue > this.#now) return [];
    if (!this.#mayRead(room)) {
      room.count = 0;
      return [];
    }
    const state = this.#book.change(this.#book.get(channel));
    const found = this.#statements.dueAgain(id, this.#now, state.handed.after(0), this.#limited(room));
    this.#take(found, state, room);
    if (found.all) state.nextDue = this.#statements.nextDue(id, this.#now);
    else room.count = 0;
    return found.deliveries;
  }

  #readReady(channel: number, room: RoomLeft): readonly ReadDelivery[] {
    const { id, readTo } = this.#book.get(channel);
    if (id === undefined || readTo === CAUGHT_UP || !this.#mayRead(room)) return [];
    const state = this.#book.change(this.#book.get(channel));
    const found = this.#statements.ready(id, readTo, state.handed.after(readTo), this.#limited(room));
    this.#take(found, state, room);
    state.readTo = found.all ? CAUGHT_UP : (found.deliveries.at(-1)?.seq ?? readTo);
    return found.deliveries;
  }

  #mayRead({ count, bytes }: RoomLeft): boolean {
    return count > 0 && bytes > 0 && this.#bytesLeft > 0;
  }

  #limited({ count, bytes }: RoomLeft): RoomLeft {
    return { count, bytes: Math.min(bytes, this.#bytesLeft) };
  }

  #take({ deliveries }: Found, { handed }: ChannelState, room: RoomLeft): void {
    for (const { seq, body } of deliveries) {
      handed.add(seq);
      room.bytes -= body.length;
      this.#bytesLeft -= body.length;
    }
    room.count -= deliveries.length;
  }
}
