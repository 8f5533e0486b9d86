/** The longest time a timer can be set to. Milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Those who wait until something has changed. */
export class Waiters {
  readonly #waiting = new Set<() => void>();

  /** Until `wake`, or until the time is over. */
  wait(forMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = forMs === undefined ? undefined : setTimeout(() => end(), Math.min(forMs, LONGEST_TIMER_MS));
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        resolve();
      };
      this.#waiting.add(end);
    });
  }

  wake(): void {
    for (const end of this.#waiting) end();
  }
}
