import type { Outcome } from '@headwind/plugin-api';
import { Breaker, type BreakerState, type BreakerStretch } from './breaker.js';
import type { ChannelPause } from './channel-pause.js';
import type { LaneSettings } from './lane-settings.js';
import { RateLimit } from './rate-limit.js';

/** When a channel's next attempt may begin: after its pause, as its breaker and its rate limit allow. */
export class Pace {
  readonly #breaker = new Breaker();
  readonly #rateLimit: RateLimit | undefined;
  readonly #clock: () => number;
  readonly #pause: ChannelPause;

  /**
   * @param clock milliseconds that never go back, whatever is done to the time of day
   * @param pause what the provider said before, by the same clock
   */
  constructor({ rateLimit }: Pick<LaneSettings, 'rateLimit'>, clock: () => number, pause: ChannelPause) {
    const now = clock();
    this.#rateLimit = rateLimit && new RateLimit(rateLimit, now);
    this.#clock = clock;
    this.#pause = pause;
    if (pause.until > now) this.#rateLimit?.startOver(pause.until);
  }

  /** How long until the next attempt may begin; undefined until one under way has ended. Milliseconds. */
  get waitMs(): number | undefined {
    const now = this.#clock();
    const breaker = this.#breaker.nextAttemptAt(now);
    if (breaker === undefined) return undefined;
    return Math.max(this.#pause.until, breaker, this.#rateLimit?.nextAttemptAt(now) ?? now, now) - now;
  }

  attemptBegins(): BreakerStretch {
    const now = this.#clock();
    this.#rateLimit?.attemptBegins(now);
    return this.#breaker.attemptBegins(now);
  }

  get breaker(): BreakerState {
    return this.#breaker.state(this.#clock());
  }

  /** How much of the provider's pause is left; 0 when there is none. Milliseconds. */
  get pauseMs(): number {
    return Math.max(0, this.#pause.until - this.#clock());
  }

  /** @returns whether the breaker opened or closed because of it */
  attemptEnded(outcome: Outcome, begunIn: BreakerStretch): 'opened' | 'closed' | undefined {
    const now = this.#clock();
    const before = this.#breaker.state(now);
    if (outcome.status === 'retry' && outcome.rateLimited !== true) this.#breaker.attemptFailed(begunIn, now);
    else this.#breaker.attemptAnswered(begunIn);
    const after = this.#breaker.state(now);
    if (before === 'closed' && after === 'open') return 'opened';
    return before !== 'closed' && after === 'closed' ? 'closed' : undefined;
  }

  /** @returns whether a pause begins; false where there is one already, which this one may prolong but never shortens */
  pause(forMs: number): boolean {
    const now = this.#clock();
    const begins = this.#pause.until <= now;
    if (this.#pause.prolong(now + forMs)) this.#rateLimit?.startOver(this.#pause.until);
    return begins;
  }
}
