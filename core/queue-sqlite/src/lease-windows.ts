import type { HeadwindEvent } from '@headwind/plugin-api';
import { type HandedDelivery, LeaseWindow } from './lease-window.js';
import { isFailure, type ReadDelivery, type TurnAnswer, type Wanted } from './turn.js';

/** The channels in use, by name and number, and their windows. */
export class LeaseWindows {
  private readonly numbers = new Map<string, number>();
  private readonly names: string[] = [];
  private readonly windows = new Map<number, LeaseWindow>();
  private announced = 0;

  /** @param refill asks the worker for more */
  constructor(
    private readonly now: () => number,
    private readonly refill: () => void,
  ) {}

  numberOf(channel: string): number {
    const known = this.numbers.get(channel);
    if (known !== undefined) {
      return known;
    }
    this.numbers.set(channel, this.names.length);
    return this.names.push(channel) - 1;
  }

  /** The names the worker does not know yet. */
  takeNewNames(): string[] {
    const names = this.names.slice(this.announced);
    this.announced = this.names.length;
    return names;
  }

  of(channel: string): LeaseWindow {
    const number = this.numberOf(channel);
    const window = this.windows.get(number) ?? new LeaseWindow(this.now, this.refill);
    this.windows.set(number, window);
    return window;
  }

  wanted(): Wanted[] {
    return [...this.windows].map(([channel, window]) => ({ channel, count: window.room }));
  }

  get needRefill(): boolean {
    return [...this.windows.values()].some((window) => window.needsRefill);
  }

  /** @param published the events of the turn that is answered */
  add({ handovers, written }: TurnAnswer, published: readonly HeadwindEvent[]): void {
    if (isFailure(handovers)) {
      for (const window of this.windows.values()) {
        window.add([], true, undefined);
      }
      return;
    }
    const firstSeq = isFailure(written) ? 0 : written.firstSeq;
    for (const { channel, read, fresh, behind, nextDue } of handovers) {
      const name = this.names[channel] ?? '';
      const handed = read.map((row) => handedOf(row.seq, channel, name, JSON.parse(row.body), row));
      for (const seq of fresh) {
        const event = published[seq - firstSeq];
        if (event !== undefined) {
          handed.push(handedOf(seq, channel, name, event, UNTRIED));
        }
      }
      this.windows.get(channel)?.add(handed, behind, nextDue);
    }
  }

  close(): void {
    for (const window of this.windows.values()) {
      window.close();
    }
  }

  fail(reason: unknown): void {
    for (const window of this.windows.values()) {
      window.fail(reason);
    }
  }
}

const UNTRIED = { attempts: 0, retries: 0, firstAttemptAt: null };

function handedOf(
  seq: number,
  channel: number,
  name: string,
  event: HeadwindEvent,
  { attempts, retries, firstAttemptAt }: Pick<ReadDelivery, 'attempts' | 'retries' | 'firstAttemptAt'>,
): HandedDelivery {
  const delivery = { id: `${event.id}/${name}`, channel: name, event, attempts, retries };
  return { seq, channel, delivery: firstAttemptAt === null ? delivery : { ...delivery, firstAttemptAt } };
}
