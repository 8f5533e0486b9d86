import type { LeasedDelivery } from '@headwind/bus/queue';
import type { HeadwindEvent } from '@headwind/plugin-api';
import type { Published } from './collection.js';
import { type HandedDelivery, LeaseWindow } from './lease-window.js';
import { storedEvent } from './stored-event.js';
import { isFailure, type ReadDelivery, type TurnAnswer, type Wanted } from './turn.js';

/** The channels in use, by name and number, and their windows. */
export class LeaseWindows {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #windows = new Map<number, LeaseWindow>();
  #announced = 0;
  readonly #now: () => number;
  readonly #refill: () => void;

  /** @param refill asks the worker for more */
  constructor(now: () => number, refill: () => void) {
    this.#now = now;
    this.#refill = refill;
  }

  numberOf(channel: string): number {
    const known = this.#numbers.get(channel);
    if (known !== undefined) return known;
    this.#numbers.set(channel, this.#names.length);
    return this.#names.push(channel) - 1;
  }

  /** The names the worker does not know yet. */
  takeNewNames(): string[] {
    const names = this.#names.slice(this.#announced);
    this.#announced = this.#names.length;
    return names;
  }

  of(channel: string): LeaseWindow {
    const number = this.numberOf(channel);
    const known = this.#windows.get(number);
    if (known !== undefined) return known;
    const window = new LeaseWindow(this.#now, this.#refill);
    this.#windows.set(number, window);
    return window;
  }

  /** What there is room for, the channel first that has not been read for the longest. */
  wanted(): Wanted[] {
    return [...this.#windows].map(([channel, window]) => ({ channel, ...window.wanted }));
  }

  get needRefill(): boolean {
    return [...this.#windows.values()].some((window) => window.needsRefill);
  }

  /**
   * @param published what the turn that is answered has published
   * @throws `QUEUE_DAMAGED` when what was read is no event
   */
  add({ handovers, written }: TurnAnswer, published: Published): void {
    if (isFailure(handovers)) {
      for (const window of this.#windows.values()) window.add([], true, undefined);
      return;
    }
    const firstSeq = isFailure(written) ? 0 : written.firstSeq;
    // Several channels may get one event.
    const events = new Map<number, HeadwindEvent>();
    for (const { channel, read, fresh, behind, nextDue } of handovers) {
      const name = this.#names[channel] ?? '';
      const handed = read.map((row): HandedDelivery => {
        const event = events.get(row.seq) ?? storedEvent(row);
        events.set(row.seq, event);
        return { seq: row.seq, channel, bytes: row.body.length, delivery: tried(name, event, row) };
      });
      for (const seq of fresh) {
        const event = published.events[seq - firstSeq];
        const bytes = published.rows[seq - firstSeq]?.body.length ?? 0;
        if (event !== undefined) handed.push({ seq, channel, bytes, delivery: untried(name, event, published.at) });
      }
      const window = this.#windows.get(channel);
      if (window === undefined) continue;
      if (read.length > 0) {
        // To the end: it was read last.
        this.#windows.delete(channel);
        this.#windows.set(channel, window);
      }
      window.add(handed, behind, nextDue);
    }
  }

  close(): void {
    for (const window of this.#windows.values()) window.close();
  }

  fail(reason: unknown): void {
    for (const window of this.#windows.values()) window.fail(reason);
  }
}

function untried(channel: string, event: HeadwindEvent, publishedAt: number): LeasedDelivery {
  return { id: `${event.id}/${channel}`, channel, event, publishedAt, attempts: 0, retries: 0 };
}

function tried(channel: string, event: HeadwindEvent, row: ReadDelivery): LeasedDelivery {
  const { publishedAt, attempts, retries, firstAttemptAt } = row;
  const delivery = { id: `${event.id}/${channel}`, channel, event, publishedAt, attempts, retries };
  return firstAttemptAt === null ? delivery : { ...delivery, firstAttemptAt };
}
