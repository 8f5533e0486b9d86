import type { StoredAttempt, StoredDelivery } from '@headwind/bus/queue';
import { FAILURE_REASONS } from '@headwind/plugin-api';
import type { AttemptRow, FoundDelivery, StoredRow } from './reading.js';
import { STATES } from './state-code.js';
import { storedEvent } from './stored-event.js';

/**
 * @param isLeased by the id of a delivery; a queue file does not know
 * @throws `QUEUE_DAMAGED` when its event is none
 */
export function storedDelivery(row: StoredRow, isLeased: (id: string) => boolean): StoredDelivery {
  const { channel, state, attempts, retries, publishedAt, firstAttemptAt, lastAttemptAt, lastError } = row;
  const event = storedEvent(row);
  const id = `${event.id}/${channel}`;
  return {
    id,
    channel,
    event,
    state: isLeased(id) ? 'leased' : STATES[state],
    attempts,
    retries,
    publishedAt,
    ...(firstAttemptAt !== null && { firstAttemptAt }),
    ...(lastAttemptAt !== null && { lastAttemptAt }),
    ...(lastError !== null && { lastError }),
  };
}

/** The attempts that are kept in rows of their own, and the last one where the delivery's row tells of it. */
export function storedAttempts({ row, attempts }: FoundDelivery): StoredAttempt[] {
  const stored = attempts.map(storedAttempt);
  if (row.lastAttemptAt === null || attempts.at(-1)?.number === row.attempts) return stored;
  return [...stored, lastAttempt(row, row.lastAttemptAt)];
}

function storedAttempt({ number, begunAt, endedAt, state, reason, error, retryAt }: AttemptRow): StoredAttempt {
  const known = FAILURE_REASONS.find((each) => each === reason);
  return {
    number,
    begunAt,
    endedAt,
    state: STATES[state],
    ...(known !== undefined && { reason: known }),
    ...(error !== null && { error }),
    ...(retryAt !== null && { retryAt }),
  };
}

/**
 * One that delivered at once, of which all is known; or one that an older version made, or that the disk had no room
 * for, of which it is only known when it ended and how. A dead letter that was replayed has no first attempt any more.
 */
function lastAttempt(row: StoredRow, endedAt: number): StoredAttempt {
  const { state, attempts, firstAttemptAt, lastError } = row;
  return {
    number: attempts,
    begunAt: attempts === 1 ? (firstAttemptAt ?? endedAt) : endedAt,
    endedAt,
    state: firstAttemptAt === null ? 'dead' : STATES[state],
    ...(lastError !== null && { error: lastError }),
  };
}
