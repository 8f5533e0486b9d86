/*
 * The breaker keeps a channel whose receiver is down from using up attempts.
 *
 *            FAILURES in a row                     its time is over
 *   closed ────────────────────▶ open ──────────────────────────────▶ half-open
 *      ▲                          ▲                                   │  │  one probe at a time
 *      │                          └──────── the probe fails ──────────┘  │
 *      │                                 (twice as long as before)       │
 *      └───────────────────────────── the probe succeeds ────────────────┘
 *
 * What was begun before it last opened, closed or half-opened says nothing about now, and does not count.
 */

/** So many attempts in a row must fail before it opens. */
const FAILURES = 10;
/** How long it is open the first time, and at the most. Milliseconds. */
const FIRST_OPEN_MS = 1_000;
const LONGEST_OPEN_MS = 30_000;

export type BreakerState = 'closed' | 'open' | 'half-open';

/** Which stretch of the breaker's life an attempt was begun in. */
export type BreakerStretch = number;

export class Breaker {
  #state: BreakerState = 'closed';
  #stretch: BreakerStretch = 0;
  #failures = 0;
  #openMs = FIRST_OPEN_MS;
  #openUntil = 0;
  #probing = false;

  state(now: number): BreakerState {
    if (this.#state === 'open' && now >= this.#openUntil) this.#become('half-open');
    return this.#state;
  }

  /** When the next attempt may begin: now, later, or (undefined) when the probe has ended. */
  nextAttemptAt(now: number): number | undefined {
    const state = this.state(now);
    if (state === 'closed') return now;
    if (state === 'open') return this.#openUntil;
    return this.#probing ? undefined : now;
  }

  attemptBegins(now: number): BreakerStretch {
    if (this.state(now) === 'half-open') this.#probing = true;
    return this.#stretch;
  }

  /** The receiver answered, whatever it said. */
  attemptAnswered(begunIn: BreakerStretch): void {
    if (begunIn !== this.#stretch) return;
    if (this.#state === 'half-open') this.#become('closed');
    this.#failures = 0;
    this.#openMs = FIRST_OPEN_MS;
  }

  attemptFailed(begunIn: BreakerStretch, now: number): void {
    if (begunIn !== this.#stretch) return;
    this.#failures += 1;
    if (this.#state === 'half-open') this.#open(now, Math.min(LONGEST_OPEN_MS, this.#openMs * 2));
    else if (this.#failures >= FAILURES) this.#open(now, FIRST_OPEN_MS);
  }

  #open(now: number, forMs: number): void {
    this.#become('open');
    this.#openMs = forMs;
    this.#openUntil = now + forMs;
  }

  #become(state: BreakerState): void {
    this.#state = state;
    this.#stretch += 1;
    this.#failures = 0;
    this.#probing = false;
  }
}
