/** Somebody who waits for a time. */
interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** Where a fake clock begins: 2025-11-06T10:30:00Z, the time of the events of this kit. */
const BEGINNING = Date.parse('2025-11-06T10:30:00Z');

/**
 * A clock that goes only where a test moves it: for plugins that are told where to take the time from.
 *
 * @example createPoller({ now: clock.now, wait: clock.wait })
 */
export class FakeClock {
  #now: number;
  #sleepers: Sleeper[] = [];

  /** @param now in milliseconds since the epoch. @defaultValue 2025-11-06T10:30:00Z */
  constructor(now: number = BEGINNING) {
    this.#now = now;
  }

  /** In milliseconds since the epoch; in place of `Date.now`. */
  readonly now = (): number => this.#now;

  /**
   * Resolves when the clock has gone on by so many milliseconds, at once for none; in place of `setTimeout` of
   * `node:timers/promises`.
   *
   * @throws the signal's reason
   */
  readonly wait = (ms: number, signal?: AbortSignal): Promise<void> => {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (ms <= 0) {
        resolve();
        return;
      }
      const abort = (): void => {
        this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        at: this.#now + ms,
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleepers.push(sleeper);
    });
  };

  /** How many wait. */
  get waiting(): number {
    return this.#sleepers.length;
  }

  /** Goes on by so many milliseconds, waking whoever waits at their times and in their order. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (let due = this.#next(end); due !== undefined; due = this.#next(end)) {
      this.#now = due.at;
      this.#sleepers = this.#sleepers.filter((each) => each !== due);
      due.wake();
      // Whoever was woken may wait again, before this clock has gone further.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#now = end;
  }

  #next(end: number): Sleeper | undefined {
    return this.#sleepers.filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at)[0];
  }
}
