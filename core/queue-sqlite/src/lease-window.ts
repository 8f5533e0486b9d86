import type { LeasedDelivery } from '@headwind/bus/queue';
import type { Wanted } from './turn.js';

/** A delivery that the worker handed over. */
export interface HandedDelivery {
  readonly seq: number;
  readonly channel: number;
  readonly delivery: LeasedDelivery;
  /** Of the event's JSON. */
  readonly bytes: number;
}

/** So many deliveries a channel are kept at hand, … */
const WINDOW = 512;

/** … of no more than this together, save that the last one may exceed it. */
const WINDOW_BYTES = 4 * 2 ** 20;

/** A longer `setTimeout` fires at once (https://nodejs.org/api/timers.html). */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

interface Waiting {
  readonly limit: number;
  resolve(handed: HandedDelivery[]): void;
  reject(reason: unknown): void;
}

/** The deliveries of one channel that are at hand, oldest first, and the lease that waits for some. */
export class LeaseWindow {
  #ready: HandedDelivery[] = [];
  /** Of all that is ready. */
  #bytes = 0;
  #behind = true;
  #nextDue: number | undefined;
  #waiting: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #now: () => number;
  readonly #refill: () => void;

  /** @param refill asks the worker for more */
  constructor(now: () => number, refill: () => void) {
    this.#now = now;
    this.#refill = refill;
  }

  get wanted(): Omit<Wanted, 'channel'> {
    return {
      count: Math.max(0, WINDOW - this.#ready.length),
      bytes: Math.max(0, WINDOW_BYTES - this.#bytes),
      low: this.#low,
    };
  }

  get needsRefill(): boolean {
    if (this.#behind && this.#low) return true;
    const hasRoom = this.#ready.length < WINDOW && this.#bytes < WINDOW_BYTES;
    return hasRoom && this.#nextDue !== undefined && this.#nextDue <= this.#now();
  }

  async lease(limit: number, signal: AbortSignal): Promise<HandedDelivery[]> {
    if (signal.aborted) return [];
    if (this.#ready.length > 0) return this.#takeReady(limit);
    if (this.#waiting !== undefined) throw new Error('a lease of this channel is waiting already');
    const giveUp = () => this.#wake([]);
    try {
      return await new Promise<HandedDelivery[]>((resolve, reject) => {
        this.#waiting = { limit, resolve, reject };
        signal.addEventListener('abort', giveUp);
        this.#waitForMore();
      });
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** Takes what a turn handed over, and what it said of the rest. */
  add(handed: readonly HandedDelivery[], behind: boolean, nextDue: number | undefined): void {
    let youngest = this.#ready.at(-1)?.seq ?? 0;
    let inOrder = true;
    for (const each of handed) {
      inOrder &&= each.seq > youngest;
      youngest = each.seq;
      this.#bytes += each.bytes;
      this.#ready.push(each);
    }
    if (!inOrder) this.#ready.sort((a, b) => a.seq - b.seq);
    this.#behind = behind;
    this.#nextDue = nextDue;
    if (this.#waiting === undefined) return;
    if (this.#ready.length > 0) {
      this.#wake(this.#takeReady(this.#waiting.limit));
    } else {
      this.#waitForMore();
    }
  }

  /** Takes a delivery back into its place: nobody attempted it. */
  putBack(handed: HandedDelivery): void {
    const place = this.#ready.findIndex(({ seq }) => seq > handed.seq);
    this.#ready.splice(place === -1 ? this.#ready.length : place, 0, handed);
    this.#bytes += handed.bytes;
    if (this.#waiting !== undefined) this.#wake(this.#takeReady(this.#waiting.limit));
  }

  /** Gives a lease that waits what there is to give: nothing. */
  close(): void {
    this.#wake([]);
  }

  fail(reason: unknown): void {
    clearTimeout(this.#timer);
    this.#waiting?.reject(reason);
    this.#waiting = undefined;
  }

  /** Half the room is free, or more. */
  get #low(): boolean {
    return this.#ready.length <= WINDOW / 2 && this.#bytes <= WINDOW_BYTES / 2;
  }

  #takeReady(limit: number): HandedDelivery[] {
    const taken = this.#ready.splice(0, limit);
    for (const { bytes } of taken) this.#bytes -= bytes;
    if (this.needsRefill) this.#refill();
    return taken;
  }

  #wake(handed: HandedDelivery[]): void {
    clearTimeout(this.#timer);
    this.#waiting?.resolve(handed);
    this.#waiting = undefined;
  }

  #waitForMore(): void {
    clearTimeout(this.#timer);
    if (this.needsRefill) {
      this.#refill();
    } else if (this.#nextDue !== undefined) {
      const wait = Math.min(this.#nextDue - this.#now(), LONGEST_TIMEOUT_MS);
      this.#timer = setTimeout(() => this.#waitForMore(), wait);
    }
  }
}
