/** A token bucket: `perSecond` attempts a second, and up to `burst` at once after a rest. */
export class RateLimit {
  readonly #msPerToken: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: number;

  constructor(limit: { readonly perSecond: number; readonly burst: number }, now: number) {
    this.#msPerToken = 1000 / limit.perSecond;
    this.#burst = limit.burst;
    this.#tokens = limit.burst;
    this.#filledAt = now;
  }

  /** When the next token is there: now or later. */
  nextAttemptAt(now: number): number {
    this.#fill(now);
    return this.#tokens >= 1 ? now : now + Math.ceil((1 - this.#tokens) * this.#msPerToken);
  }

  attemptBegins(now: number): void {
    this.#fill(now);
    this.#tokens -= 1;
  }

  /** At that time there is one token, and nothing saved up: the provider has had enough of bursts. */
  startOver(at: number): void {
    this.#tokens = 1;
    this.#filledAt = at;
  }

  #fill(now: number): void {
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsed / this.#msPerToken);
    this.#filledAt = Math.max(now, this.#filledAt);
  }
}
