import type { Settlement, StoredAttempt } from './queue.js';

/** The attempt that a settlement tells of, for a queue to keep. */
export function attemptOf(settlement: Settlement): StoredAttempt {
  const { attempts, begunAt, at, state, reason, error, retryAt } = settlement;
  return {
    number: attempts,
    begunAt,
    endedAt: at,
    state,
    ...(reason !== undefined && { reason }),
    ...(error !== undefined && { error }),
    ...(retryAt !== undefined && { retryAt }),
  };
}
