/** Somebody who waits until so many requests have come. */
interface Waiter {
  readonly count: number;
  resolve(): void;
  reject(error: Error): void;
}

/** The requests that came, and those who wait for more. */
export class RequestList<Request> {
  readonly #requests: Request[] = [];
  #waiters: Waiter[] = [];
  #taken = 0;

  /** Oldest first. */
  get all(): readonly Request[] {
    return this.#requests;
  }

  add(request: Request): void {
    this.#requests.push(request);
  }

  /** Tells those who wait for what has come. */
  tell(): void {
    const here = this.#requests.length;
    for (const waiter of this.#waiters) if (waiter.count <= here) waiter.resolve();
    this.#waiters = this.#waiters.filter((waiter) => waiter.count > here);
  }

  /** The next request that no call of `next` has given out yet; waits for it. */
  async next(): Promise<Request> {
    const index = this.#taken;
    this.#taken += 1;
    const requests = await this.waitFor(index + 1);
    const request = requests[index];
    if (request === undefined) throw new Error(`request ${index + 1} is missing although it came`);
    return request;
  }

  /** Resolves with every request so far as soon as there are at least `count`. */
  async waitFor(count: number): Promise<readonly Request[]> {
    if (this.#requests.length < count) {
      await new Promise<void>((resolve, reject) => this.#waiters.push({ count, resolve, reject }));
    }
    return this.#requests;
  }

  /** Whoever still waits gets an error. */
  close(who: string): void {
    for (const waiter of this.#waiters) {
      waiter.reject(new Error(`${who} closed after ${this.#requests.length} of ${waiter.count} requests`));
    }
    this.#waiters = [];
  }
}
