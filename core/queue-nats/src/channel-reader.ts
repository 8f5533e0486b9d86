import { once } from 'node:events';
import type { Settlement } from '@headwind/bus/queue';
import type { Msg } from '@nats-io/transport-node';
import { ChannelPulls } from './channel-pulls.js';
import type { HandedDelivery, HeldDelivery } from './held-delivery.js';
import { Holding } from './holding.js';
import { keepTrying } from './keep-trying.js';
import { pulledEvent, pulledReplay } from './pulled.js';
import type { QueueParts } from './queue-parts.js';
import type { Session } from './session.js';
import { isSettled } from './settled-before.js';
import { Shared } from './shared.js';
import { Waiting } from './waiting.js';

/** Beyond what is leased, as much again is held ready, but no more than this. */
const MOST_AHEAD = 256;

/** One channel's deliveries, as far as this host has asked for them. */
export class ChannelReader {
  readonly channel: string;
  readonly #parts: QueueParts;
  readonly #waiting = new Waiting();
  readonly #holding: Holding;
  #pulls: ChannelPulls | undefined;
  /** The session in which the replays that there were have been seen. */
  #readyIn: Session | undefined;
  #beginning: Promise<void> = Promise.resolve();
  readonly #seeing = new Shared(async () => {
    await this.#beginning;
    await this.#pulls?.sweepReplays();
  });
  /** As many as one lease has asked for at most: as many are leased at a time. */
  #places = 1;
  #leasedAt: number;
  /** When the server was told last that what is held is held. */
  #renewedAt: number;
  #isLeasing = false;
  #isClosed = false;

  constructor(channel: string, parts: QueueParts) {
    this.channel = channel;
    this.#parts = parts;
    this.#holding = new Holding(parts, {
      wake: () => this.#waiting.wake(),
      see: (session, seq) => this.#see(session, seq),
    });
    this.#leasedAt = parts.now();
    this.#renewedAt = parts.now();
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
        this.#letGoOfLapsed(now);
        const due = this.#isReady ? this.#holding.lines.due(now) : [];
        if (this.#isReady) this.#pullMore(due.length);
        const handed = due.length === 0 ? [] : await this.#hand(due.slice(0, limit), signal);
        if (handed.length > 0) return handed;
        if (due.length > 0) continue;
        await this.#waiting.somethingNew(
          this.#isReady ? this.#holding.lines.nextDueAt() - now : Number.POSITIVE_INFINITY,
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
    if (settlement.state === 'pending') this.#holding.retry(held, settlement);
    else await this.#holding.end(held);
    this.#waiting.wake();
  }

  /** As `DeliveryQueue.release`. */
  release({ held }: HandedDelivery): void {
    this.#holding.release(held);
    this.#waiting.wake();
  }

  /** Resolves when every replay that waits for a host is held by one, here or elsewhere. */
  seeReplays(): Promise<void> {
    return this.#seeing.ask();
  }

  /** The sequence of the delivery that has the turn of a workload, if this host holds one. */
  turnOf(workload: string): number | undefined {
    return this.#holding.lines.firstOf(workload)?.seq;
  }

  /** Tells the server that what is held is held; or hands it back, when nobody has leased for long. */
  renew(idleMs: number): void {
    const { current } = this.#parts.connection;
    if (current === undefined) return;
    const now = this.#parts.now();
    this.#letGoOfLapsed(now);
    const isIdle = !this.#isLeasing && now - this.#leasedAt > idleMs;
    if (isIdle) void this.#holding.handBack(current, 'unleased');
    this.#holding.renew(current);
    this.#renewedAt = now;
  }

  /** Resolves when the server has taken note of everything that this host acknowledged. */
  flush(session: Session): Promise<void> {
    return this.#holding.flush(session);
  }

  /** Takes and gives nothing more; what is held, leased or not, is for the next who asks. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const ended = this.#pulls?.end();
    this.#waiting.wake();
    const { current } = this.#parts.connection;
    if (current === undefined) return;
    await ended;
    await this.flush(current);
    await this.#holding.handBack(current, 'all');
  }

  get #isReady(): boolean {
    return this.#readyIn !== undefined && this.#readyIn === this.#parts.connection.current;
  }

  /** A host that was suspended, or cut off from the server, for longer than the lease time: others have what it held. */
  #letGoOfLapsed(now: number): void {
    if (now - this.#renewedAt <= this.#parts.settings.leaseTime) return;
    this.#renewedAt = now;
    this.#holding.letGo();
  }

  async #begin(session: Session): Promise<void> {
    this.#pulls?.stop();
    this.#letGoOfLapsed(this.#parts.now());
    this.#renewedAt = this.#parts.now();
    // They come again, as ones that are looked up: the server may have forgotten to whom it gave them.
    await this.#holding.handBack(session, 'unleased');
    await this.#parts.consumers.ensure(session, this.channel);
    const pulls = new ChannelPulls(
      session,
      this.#parts,
      this.channel,
      (message) => this.#takeEvent(message),
      (message) => this.#holding.take(pulledReplay(message, this.channel)),
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
    if (this.#holding.lines.has(seq)) return;
    const { reading } = this.#parts;
    const stored = await reading.eventAt(session, seq);
    if (stored === undefined) return;
    const index = stored.channels.indexOf(this.channel);
    const known = { channel: this.channel, eventId: stored.event.id, seq, index };
    if (await isSettled(reading, session, known)) return;
    while (!this.#holding.lines.has(seq) && this.#pulls?.session === session)
      if (!(await this.#pulls.sweepEvents())) return;
  }

  /** @param ready how many are due now */
  #pullMore(ready: number): void {
    const pulls = this.#pulls;
    if (pulls === undefined || this.#isClosed) return;
    const there = ready + this.#holding.lines.checking;
    if (there + pulls.missing <= this.#places / 2) pulls.ask(this.#places - there);
  }

  /** @returns whether it is for this channel */
  #takeEvent(message: Msg): boolean {
    const pulled = pulledEvent(message, this.channel);
    this.#holding.take(pulled);
    return pulled.held !== undefined;
  }

  /** What is due, unless the lease is given up while events are read for it. */
  async #hand(due: readonly HeldDelivery[], signal: AbortSignal): Promise<readonly HandedDelivery[]> {
    const handing = this.#holding.hand(due);
    const stop = new AbortController();
    const givenUp = once(signal, 'abort', { signal: stop.signal }).then(
      () => undefined,
      () => undefined,
    );
    const handed = await Promise.race([handing, givenUp]);
    stop.abort();
    if (handed !== undefined) return handed;
    void handing.then((late) => late.map((each) => this.release(each))).catch(() => undefined);
    return [];
  }
}
