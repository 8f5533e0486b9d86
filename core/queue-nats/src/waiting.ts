/** A longer `setTimeout` fires at once (https://nodejs.org/api/timers.html). */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Somebody who waits until there is something new. */
export class Waiting {
  #wake = (): void => {};

  /** Until `wake`, the signal, or the time is over. */
  async somethingNew(waitMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let timer: NodeJS.Timeout | undefined;
    let end = (): void => {};
    await new Promise<void>((resolve) => {
      end = resolve;
      if (waitMs < Number.POSITIVE_INFINITY) timer = setTimeout(resolve, Math.min(waitMs, LONGEST_TIMEOUT_MS));
      signal.addEventListener('abort', end);
      this.#wake = end;
    });
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }

  wake(): void {
    this.#wake();
  }
}
