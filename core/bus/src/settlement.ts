import type { Settlement } from './queue.js';
import type { EndedAttempt, Verdict } from './retry-policy.js';

/** What the queue keeps of an attempt that was judged. */
export function settlementOf(
  { attempts, retries, firstAttemptAt, endedAt: at }: EndedAttempt,
  verdict: Verdict,
): Settlement {
  switch (verdict.state) {
    case 'delivered':
      return { state: 'delivered', attempts, retries, firstAttemptAt, at };
    case 'dead':
      return { state: 'dead', attempts, retries, firstAttemptAt, at, error: verdict.error };
    case 'pending':
      return {
        state: 'pending',
        attempts,
        retries: verdict.retries,
        firstAttemptAt: verdict.firstAttemptAt,
        at,
        retryAt: verdict.retryAt,
        error: verdict.error,
      };
  }
}
