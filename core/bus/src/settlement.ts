import { failureReasonOf } from '@headwind/plugin-api';
import type { Settlement } from './queue.js';
import type { EndedAttempt, Verdict } from './retry-policy.js';

/** What the queue keeps of an attempt that was judged. */
export function settlementOf(ended: EndedAttempt, verdict: Verdict): Settlement {
  const { attempts, retries, firstAttemptAt, begunAt, endedAt: at } = ended;
  if (verdict.state === 'delivered') return { state: 'delivered', attempts, retries, firstAttemptAt, begunAt, at };
  const reason = failureReasonOf(ended.outcome);
  const failure = { attempts, begunAt, at, error: verdict.error, ...(reason !== undefined && { reason }) };
  if (verdict.state === 'dead') return { ...failure, state: 'dead', retries, firstAttemptAt };
  const { retries: used, firstAttemptAt: since, retryAt } = verdict;
  return { ...failure, state: 'pending', retries: used, firstAttemptAt: since, retryAt };
}
