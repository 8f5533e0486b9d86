import type { Settlement } from '@headwind/bus/queue';
import type { Msg } from '@nats-io/transport-node';
import { acknowledge, acknowledgeSurely, handBack, renew } from './acknowledging.js';
import { Bodies } from './bodies.js';
import { ChannelPulls } from './channel-pulls.js';
import { type HandedDelivery, type HeldDelivery, leasedFrom, recall } from './held-delivery.js';
import { HeldLines } from './held-lines.js';
import { keepTrying } from './keep-trying.js';
import { type Pulled, pulledEvent, pulledReplay } from './pulled.js';
import type { QueueParts } from './queue-parts.js';
import type { Session } from './session.js';
import { isSettled, lookUp } from './settled-before.js';
import type { StoredEvent } from './stored-event.js';
import { Waiting } from './waiting.js';

/** Beyond what is leased, as much again is held ready, but no more than this. */
const MOST_AHEAD = 256;

/** What is to be tried again later than this is read again then. Milliseconds. */
const SOON_MS = 10_000;

/** One channel's deliveries, as far as this host has asked for them. */
export class ChannelReader {
  readonly channel: string;
  readonly #parts: QueueParts;
  readonly #lines = new HeldLines();
  readonly #bodies = new Bodies();
  readonly #waiting = new Waiting();
  #pulls: ChannelPulls | undefined;
  /** The session in which the replays that there were have been seen. */
  #readyIn: Session | undefined;
  #beginning: Promise<void> = Promise.resolve();
  /** As many as one lease has asked for at most: as many are leased at a time. */
  #places = 1;
  /** What was acknowledged last, of events: the server takes note in their order. */
  #lastAcknowledged: string | undefined;
  #leasedAt: number;
  #isLeasing = false;
  #isClosed = false;

  constructor(channel: string, parts: QueueParts) {
    this.channel = channel;
    this.#parts = parts;
    this.#leasedAt = parts.now();
  }

  /** A session has begun. */
  begin(session: Session): void {
    this.#beginning = this.#begin(session).catch(() => this.#beginAgain(session));
  }

  /** As `DeliveryQueue.lease`; the deliveries count as leased until they are settled or released. */
  async lease(limit: number, signal: AbortSignal): Promise<readonly HandedDelivery[]> {
    this.#isLeasing = true;
    this.#places = Math.max(this.#places, Math.min(limit, MOST_AHEAD));
    try {
      while (!signal.aborted && !this.#isClosed) {
        const now = this.#parts.now();
        const due = this.#isReady ? this.#lines.due(now) : [];
        if (this.#isReady) this.#pullMore(due.length);
        const handed = await this.#hand(due.slice(0, limit));
        if (handed.length > 0) return handed;
        if (due.length > 0) continue;
        await this.#waiting.somethingNew(
          this.#isReady ? this.#lines.nextDueAt() - now : Number.POSITIVE_INFINITY,
          signal,
        );
      }
      return [];
    } finally {
      this.#isLeasing = false;
      this.#leasedAt = this.#parts.now();
    }
  }

  /** As `DeliveryQueue.settle`. */
  async settle({ held, delivery }: HandedDelivery, settlement: Settlement): Promise<void> {
    const { connection, writing } = this.#parts;
    await keepTrying(connection, (session) => writing.settlement(session, held, delivery.event, settlement));
    if (settlement.state === 'pending') this.#retry(held, settlement);
    else await this.#end(held);
    this.#waiting.wake();
  }

  /** As `DeliveryQueue.release`. */
  release({ held }: HandedDelivery): void {
    held.state = 'pending';
    this.#waiting.wake();
  }

  /** Resolves when every replay that waits for a host is held by one, here or elsewhere. */
  async seeReplays(): Promise<void> {
    await this.#beginning;
    await this.#pulls?.sweepReplays();
  }

  /** The sequence of the delivery that has the turn of a workload, if this host holds one. */
  turnOf(workload: string): number | undefined {
    return this.#lines.firstOf(workload)?.seq;
  }

  /** Tells the server that what is held is held; or hands it back, when nobody has leased for long. */
  renew(idleMs: number): void {
    const { current } = this.#parts.connection;
    if (current === undefined || current !== this.#readyIn) return;
    const isIdle = !this.#isLeasing && this.#parts.now() - this.#leasedAt > idleMs;
    if (isIdle) void this.#handBack(current, this.#unleased()).catch(() => undefined);
    for (const { reply } of this.#lines.all) renew(current.nc, reply);
  }

  /** Resolves when the server has taken note of everything that this host acknowledged. */
  async flush(session: Session): Promise<void> {
    const reply = this.#lastAcknowledged;
    if (reply === undefined) return;
    await acknowledgeSurely(session.nc, reply);
    if (this.#lastAcknowledged === reply) this.#lastAcknowledged = undefined;
  }

  /** Takes and gives nothing more; what is held, leased or not, is for the next who asks. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#pulls?.stop();
    this.#waiting.wake();
    const { current } = this.#parts.connection;
    if (current === undefined) return;
    // The server may have sent what it sends no more: it knows when this is answered.
    await current.nc.flush();
    await this.flush(current);
    await this.#handBack(current, [...this.#lines.all]);
  }

  get #isReady(): boolean {
    return this.#readyIn !== undefined && this.#readyIn === this.#parts.connection.current;
  }

  async #begin(session: Session): Promise<void> {
    this.#pulls?.stop();
    this.#lastAcknowledged = undefined;
    // Others may have had them meanwhile; they come again, as ones that are looked up.
    await this.#handBack(session, this.#unleased());
    await this.#parts.consumers.ensure(session, this.channel);
    const pulls = new ChannelPulls(
      session,
      this.#parts,
      this.channel,
      (message) => this.#takeEvent(message),
      (message) => this.#takeReplay(message),
      () => this.#waiting.wake(),
    );
    if (this.#isClosed) return;
    this.#pulls = pulls;
    await pulls.sweepReplays();
    if (this.#parts.connection.current !== session) return;
    this.#readyIn = session;
    this.#waiting.wake();
  }

  async #beginAgain(session: Session): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (!this.#isClosed && !session.nc.isClosed()) await this.#begin(session).catch(() => this.#beginAgain(session));
  }

  /** Reads on until an event that goes before a replay is held, or there is none. */
  async #see(session: Session, seq: number): Promise<void> {
    if (this.#lines.has(seq)) return;
    const { reading } = this.#parts;
    const stored = await reading.eventAt(session, seq);
    if (stored === undefined) return;
    const index = stored.channels.indexOf(this.channel);
    const known = { channel: this.channel, eventId: stored.event.id, seq, index };
    if (await isSettled(reading, session, known)) return;
    while (!this.#lines.has(seq) && this.#pulls?.session === session) if (!(await this.#pulls.sweepEvents())) return;
  }

  /** @param ready how many are due now */
  #pullMore(ready: number): void {
    const pulls = this.#pulls;
    if (pulls === undefined || this.#isClosed) return;
    const there = ready + this.#lines.checking;
    if (there + pulls.missing <= this.#places / 2) pulls.ask(this.#places - there);
  }

  /** @returns whether it is for this channel */
  #takeEvent(message: Msg): boolean {
    const pulled = pulledEvent(message, this.channel);
    if (pulled.held === undefined) this.#acknowledge(pulled);
    else this.#hold(pulled, pulled.held);
    return pulled.held !== undefined;
  }

  #takeReplay(message: Msg): void {
    const pulled = pulledReplay(message, this.channel);
    if (pulled.held === undefined) this.#acknowledge(pulled);
    else this.#hold(pulled, pulled.held);
  }

  #acknowledge({ reply }: Pick<Pulled, 'reply'>): void {
    const { current } = this.#parts.connection;
    if (current === undefined) return;
    acknowledge(current.nc, reply);
    this.#lastAcknowledged = reply;
  }

  #hold(pulled: Pulled, held: HeldDelivery): void {
    const before = this.#lines.find(held.seq, held.replay !== undefined);
    if (before !== undefined) {
      // Its lease had run out.
      if (before.replay?.seq === held.replay?.seq) before.reply = held.reply;
      else this.#acknowledge(pulled);
      return;
    }
    const lastSeq = this.#parts.connection.current?.lastSeq ?? Number.POSITIVE_INFINITY;
    const isKnown = pulled.isRedelivered || held.replay !== undefined || held.seq <= lastSeq;
    if (isKnown) held.state = 'checking';
    this.#lines.join(held);
    this.#bodies.keepIfSmall(held);
    if (isKnown) void this.#check(held).catch(() => undefined);
    else this.#waiting.wake();
  }

  async #check(held: HeldDelivery): Promise<void> {
    const { connection, reading } = this.#parts;
    const found = await keepTrying(connection, async (session) => {
      if (held.replay?.behind !== undefined) await this.#see(session, held.replay.behind);
      return lookUp(reading, session, held);
    });
    // It may have been handed back meanwhile.
    if (this.#lines.find(held.seq, held.replay !== undefined) !== held) return;
    if (found === undefined) await this.#end(held);
    else {
      recall(held, found.record);
      held.state = 'pending';
    }
    this.#waiting.wake();
  }

  /** Marks deliveries as leased, and reads the events of those that were too much to keep. */
  async #hand(due: readonly HeldDelivery[]): Promise<readonly HandedDelivery[]> {
    for (const held of due) held.state = 'leased';
    if (due.every(({ event }) => event !== undefined)) return due.flatMap(handedFrom);
    const { connection, reading } = this.#parts;
    const read = async (held: HeldDelivery): Promise<readonly HandedDelivery[]> => {
      if (held.event !== undefined) return handedFrom(held);
      const stored = await keepTrying<Pick<StoredEvent, 'event'> | undefined>(connection, (session) =>
        held.replay === undefined ? reading.eventAt(session, held.seq) : reading.replay(session, held, held),
      );
      if (stored === undefined) await this.#end(held);
      return stored === undefined ? [] : [{ held, delivery: leasedFrom(held, stored.event) }];
    };
    return (await Promise.all(due.map(read))).flat();
  }

  #retry(held: HeldDelivery, { attempts, retries, firstAttemptAt, retryAt = 0 }: Settlement): void {
    held.attempts = attempts;
    held.retries = retries;
    held.firstAttemptAt = firstAttemptAt;
    held.dueAt = retryAt;
    held.state = 'pending';
    if (retryAt - this.#parts.now() > SOON_MS) this.#bodies.forget(held);
  }

  /** It is settled, and that is written down: its message is done with. */
  async #end(held: HeldDelivery): Promise<void> {
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
      this.#lines.leave(held);
      this.#bodies.forget(held);
    }
  }

  #unleased(): HeldDelivery[] {
    return [...this.#lines.all].filter(({ state }) => state !== 'leased');
  }

  /** In their order, for the server gives them in that. */
  async #handBack({ nc }: Session, held: readonly HeldDelivery[]): Promise<void> {
    for (const each of held) {
      this.#lines.leave(each);
      this.#bodies.forget(each);
    }
    const inOrder = [...held].sort((a, b) => a.seq - b.seq);
    await Promise.allSettled(inOrder.map(({ reply }) => handBack(nc, reply, 0)));
  }
}

function handedFrom(held: HeldDelivery): HandedDelivery[] {
  return held.event === undefined ? [] : [{ held, delivery: leasedFrom(held, held.event) }];
}
