interface Waiter {
  readonly isSo: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Those who wait for a state that somebody looks at whenever it may have changed. */
export class Waiters {
  readonly #waiting = new Set<Waiter>();

  /** Resolves once it is so; at once, if it is so already. */
  async until(isSo: () => boolean): Promise<void> {
    if (!isSo()) await new Promise<void>((resolve, reject) => this.#waiting.add({ isSo, resolve, reject }));
  }

  /** Lets go those whose state has come. */
  look(): void {
    for (const waiter of this.#waiting) {
      if (!waiter.isSo()) continue;
      this.#waiting.delete(waiter);
      waiter.resolve();
    }
  }

  /** Nothing will change any more: whoever still waits gets this error. */
  giveUp(error: Error): void {
    for (const { reject } of this.#waiting) reject(error);
    this.#waiting.clear();
  }
}
