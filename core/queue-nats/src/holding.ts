import type { Settlement } from '@headwind/bus/queue';
import { acknowledge, acknowledgeSurely, handBack, renew } from './acknowledging.js';
import { Bodies } from './bodies.js';
import { type HandedDelivery, type HeldDelivery, leasedFrom, recall } from './held-delivery.js';
import { HeldLines } from './held-lines.js';
import { keepTrying } from './keep-trying.js';
import type { Pulled } from './pulled.js';
import type { QueueParts } from './queue-parts.js';
import type { Session } from './session.js';
import { lookUp } from './settled-before.js';
import type { StoredEvent } from './stored-event.js';

/** What is to be tried again later than this is read again then. Milliseconds. */
const SOON_MS = 10_000;

/** What a channel's holding tells, and asks, whoever reads for it. */
export interface HoldingOwner {
  /** There may be something to lease. */
  readonly wake: () => void;
  /** Resolves when an event that goes before a replay is held, or need not be waited for. */
  readonly see: (session: Session, seq: number) => Promise<void>;
}

/** The deliveries of one channel that this host has been given, and what it says of them to the server. */
export class Holding {
  readonly lines = new HeldLines();
  readonly #bodies = new Bodies();
  readonly #parts: QueueParts;
  readonly #owner: HoldingOwner;
  /** What was acknowledged last, of events: the server takes note in their order. */
  #lastAcknowledged: string | undefined;
  /** The youngest event that was taken. A consumer gives them in order, unless it has forgotten what it gave before. */
  #youngest = 0;

  constructor(parts: QueueParts, owner: HoldingOwner) {
    this.#parts = parts;
    this.#owner = owner;
  }

  /** Takes what a consumer gave; what is not for the channel is acknowledged. */
  take(pulled: Pulled): void {
    if (pulled.held === undefined) this.#acknowledge(pulled);
    else this.#hold(pulled, pulled.held);
  }

  /** Tells the server that what is held is held. */
  renew({ nc }: Session): void {
    for (const { reply } of this.lines.all) renew(nc, reply);
  }

  /** Resolves when the server has taken note of everything that this host acknowledged. */
  async flush(session: Session): Promise<void> {
    const reply = this.#lastAcknowledged;
    if (reply === undefined) return;
    await acknowledgeSurely(session.nc, reply);
    if (this.#lastAcknowledged === reply) this.#lastAcknowledged = undefined;
  }

  /** Marks deliveries as leased, and reads the events of those that were too much to keep. */
  async hand(due: readonly HeldDelivery[]): Promise<readonly HandedDelivery[]> {
    for (const held of due) held.state = 'leased';
    if (due.every(({ event }) => event !== undefined)) return due.flatMap(handedFrom);
    const { connection, reading } = this.#parts;
    const read = async (held: HeldDelivery): Promise<readonly HandedDelivery[]> => {
      if (held.event !== undefined) return handedFrom(held);
      const stored = await keepTrying<Pick<StoredEvent, 'event'> | undefined>(connection, (session) =>
        held.replay === undefined ? reading.eventAt(session, held.seq) : reading.replay(session, held, held),
      );
      if (stored === undefined) await this.end(held);
      return stored === undefined ? [] : [{ held, delivery: leasedFrom(held, stored.event) }];
    };
    return (await Promise.all(due.map(read))).flat();
  }

  /** It is to be tried again, and that is written down. */
  retry(held: HeldDelivery, { attempts, retries, firstAttemptAt, retryAt = 0 }: Settlement): void {
    held.attempts = attempts;
    held.retries = retries;
    held.firstAttemptAt = firstAttemptAt;
    held.dueAt = retryAt;
    if (!this.release(held)) return;
    if (retryAt - this.#parts.now() > SOON_MS) this.#bodies.forget(held);
  }

  /** It is not leased any more. @returns whether this host still holds it */
  release(held: HeldDelivery): boolean {
    held.state = 'pending';
    if (held.hasLapsed) this.#leave(held);
    return !held.hasLapsed;
  }

  /** It is settled, and that is written down: its message is done with. */
  async end(held: HeldDelivery): Promise<void> {
    const { connection, reading, writing } = this.#parts;
    const { current } = connection;
    try {
      if (current === undefined) return;
      if (held.replay !== undefined) {
        const dead = await reading.dead(current, held, held);
        if (dead !== undefined && dead.attempts <= held.replay.attempts) await writing.removeDead(current, dead.at);
      }
      if (held.replay === undefined) this.#acknowledge(held);
      else await acknowledgeSurely(current.nc, held.reply);
    } catch {
      // It comes again then, and is looked up.
    } finally {
      this.#leave(held);
    }
  }

  /** Lets others have everything, or what is not leased: in its order, for the server gives it in that. */
  async handBack({ nc }: Session, what: 'all' | 'unleased'): Promise<void> {
    const held = [...this.lines.all].filter(({ state }) => what === 'all' || state !== 'leased');
    for (const each of held) this.#leave(each);
    const inOrder = held.sort((a, b) => a.seq - b.seq);
    await Promise.allSettled(inOrder.map(({ reply }) => handBack(nc, reply, 0)));
  }

  /**
   * Leases have run out: what is not leased is somebody else's, and what is leased as soon as its attempt has ended. Nothing is
   * said of it to the server, which would take it from whoever has it now.
   */
  letGo(): void {
    for (const held of [...this.lines.all]) {
      if (held.state === 'leased') held.hasLapsed = true;
      else this.#leave(held);
    }
  }

  #leave(held: HeldDelivery): void {
    this.lines.leave(held);
    this.#bodies.forget(held);
  }

  #acknowledge({ reply }: Pick<Pulled, 'reply'>): void {
    const { current } = this.#parts.connection;
    if (current === undefined) return;
    acknowledge(current.nc, reply);
    this.#lastAcknowledged = reply;
  }

  #hold(pulled: Pulled, held: HeldDelivery): void {
    const before = this.lines.find(held.seq, held.replay !== undefined);
    if (before !== undefined) {
      // Its lease had run out; now it is this host's again.
      if (before.replay?.seq === held.replay?.seq) {
        before.reply = held.reply;
        before.hasLapsed = false;
      } else this.#acknowledge(pulled);
      return;
    }
    const lastSeq = this.#parts.connection.current?.lastSeq ?? Number.POSITIVE_INFINITY;
    const isBehind = held.seq <= Math.max(lastSeq, this.#youngest);
    const isKnown = pulled.isRedelivered || held.replay !== undefined || isBehind;
    if (held.replay === undefined) this.#youngest = Math.max(this.#youngest, held.seq);
    if (isKnown) held.state = 'checking';
    this.lines.join(held);
    this.#bodies.keepIfSmall(held);
    if (isKnown) void this.#check(held).catch(() => undefined);
    else this.#owner.wake();
  }

  async #check(held: HeldDelivery): Promise<void> {
    const { connection, reading } = this.#parts;
    const found = await keepTrying(connection, async (session) => {
      if (held.replay?.behind !== undefined) await this.#owner.see(session, held.replay.behind);
      return lookUp(reading, session, held);
    });
    // It may have been handed back meanwhile.
    if (this.lines.find(held.seq, held.replay !== undefined) !== held) return;
    if (found === undefined) await this.end(held);
    else {
      recall(held, found.record);
      held.state = 'pending';
    }
    this.#owner.wake();
  }
}

function handedFrom(held: HeldDelivery): HandedDelivery[] {
  return held.event === undefined ? [] : [{ held, delivery: leasedFrom(held, held.event) }];
}
