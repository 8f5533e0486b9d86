/** A longer `setTimeout` fires at once (https://nodejs.org/api/timers.html). */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The leases that wait, one a channel at most. */
export class WaitingLeases {
  readonly #waiting = new Map<string, () => void>();

  /** Resolves when a lease of the channel may find more than before, or has to stop waiting. */
  async somethingNew(channel: string, waitMs: number, signal: AbortSignal): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let wake = () => {};
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (waitMs < Number.POSITIVE_INFINITY) timer = setTimeout(resolve, Math.min(waitMs, LONGEST_TIMEOUT_MS));
      signal.addEventListener('abort', wake);
      this.#waiting.set(channel, wake);
    });
    clearTimeout(timer);
    signal.removeEventListener('abort', wake);
    this.#waiting.delete(channel);
  }

  wake(channel: string): void {
    this.#waiting.get(channel)?.();
  }

  wakeAll(): void {
    for (const wake of this.#waiting.values()) wake();
  }
}
