import type { Outcome } from '@headwind/plugin-api';

/** When and how often a channel tries again. */
export interface RetrySettings {
  /** A delivery is dead when an attempt fails this long after its first. Milliseconds. @defaultValue 24 hours */
  readonly forMs: number;
  /** The first back-off, doubled with each retry. Milliseconds. @defaultValue 1 second */
  readonly minMs: number;
  /** The longest back-off. Milliseconds. @defaultValue 5 minutes */
  readonly maxMs: number;
  /** A delivery is dead when an attempt fails after so many retries. @defaultValue no limit */
  readonly maxRetries?: number;
}

/** An attempt that has just ended. Times are milliseconds since the epoch. */
export interface EndedAttempt {
  readonly outcome: Outcome;
  /** Attempts made, this one included. */
  readonly attempts: number;
  /** Retries used up, this attempt included where it was one. */
  readonly retries: number;
  readonly firstAttemptAt: number;
  readonly begunAt: number;
  readonly endedAt: number;
}

export type Verdict =
  | { readonly state: 'delivered' }
  | {
      readonly state: 'pending';
      readonly error: string;
      readonly retryAt: number;
      /** Retries used up once the next attempt is made. */
      readonly retries: number;
      /** Moved on by the time under a rate limit, which does not count. */
      readonly firstAttemptAt: number;
      /** The whole channel sends nothing for so many milliseconds. */
      readonly pauseMs?: number;
    }
  | { readonly state: 'dead'; readonly error: string };

/** The longest hint of a provider that is obeyed; a longer one is a mistake. Milliseconds. */
export const MAX_HINT_MS = 24 * 60 * 60 * 1000;

/**
 * What becomes of a delivery: exponential back-off with full jitter, never before the provider's hint. A rate-limited
 * answer pauses the channel and costs the delivery neither a retry nor any of its time.
 *
 * @param random from 0 to 1
 */
export function judge(attempt: EndedAttempt, settings: RetrySettings, random: number): Verdict {
  const { outcome, attempts, retries, firstAttemptAt, endedAt } = attempt;
  if (outcome.status === 'delivered') return { state: 'delivered' };
  const error = outcome.message;
  if (outcome.status === 'rejected') return { state: 'dead', error };

  const hint = hintOf(outcome.afterMs);
  if (outcome.rateLimited === true) {
    const pauseMs = hint ?? backOff(attempts - 1, settings);
    const retryAt = endedAt + pauseMs;
    return { state: 'pending', error, retryAt, retries, firstAttemptAt: firstAttemptAt + pauseMs, pauseMs };
  }
  if (settings.maxRetries !== undefined && retries >= settings.maxRetries) {
    return { state: 'dead', error: `${error} (given up after ${retries} retries)` };
  }
  if (endedAt - firstAttemptAt >= settings.forMs) {
    return { state: 'dead', error: `${error} (given up after ${attempts} attempts)` };
  }
  const wait = Math.max(random * backOff(retries, settings), hint ?? 0);
  return { state: 'pending', error, retryAt: endedAt + Math.round(wait), retries: retries + 1, firstAttemptAt };
}

function backOff(doublings: number, settings: RetrySettings): number {
  return Math.min(settings.maxMs, settings.minMs * 2 ** Math.min(doublings, 52));
}

function hintOf(afterMs: number | undefined): number | undefined {
  return afterMs === undefined || !(afterMs >= 0) ? undefined : Math.min(afterMs, MAX_HINT_MS);
}
