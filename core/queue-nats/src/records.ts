import type { Settlement, StoredAttempt } from '@headwind/bus/queue';
import { ATTEMPTS_KEPT } from '@headwind/bus/queue-limits';
import { attemptOf } from '@headwind/bus/stored-attempt';
import type { HeadwindEvent } from '@headwind/plugin-api';

/** What is known of the attempts at a delivery that is pending. Times are milliseconds since the epoch. */
export interface AttemptsRecord {
  readonly attempts: number;
  readonly retries: number;
  readonly firstAttemptAt?: number;
  readonly lastAttemptAt: number;
  readonly lastError?: string;
  readonly retryAt?: number;
  /** Oldest first. */
  readonly history: readonly StoredAttempt[];
}

/** How a delivery ended; the attempts before the last stand in its `AttemptsRecord`. */
export interface EndRecord {
  readonly state: 'delivered' | 'discarded' | 'dead';
  readonly attempts: number;
  readonly retries: number;
  readonly firstAttemptAt?: number;
  readonly last?: StoredAttempt;
}

/** A dead letter outlives its event in the stream, and so has it in itself. */
export interface DeadRecord extends EndRecord {
  readonly event: HeadwindEvent;
  readonly publishedAt: number;
}

/** A dead letter that waits to be delivered after all. */
export interface ReplayRecord {
  readonly event: HeadwindEvent;
  readonly publishedAt: number;
  /** Made when it was replayed: a dead letter with more is of a later time. */
  readonly attempts: number;
  /** The sequence of the delivery that had the turn of the workload then, and keeps it. */
  readonly behind?: number;
}

/** History beyond so many bytes loses its oldest, so that a record fits a message of a server as it comes. */
const HISTORY_BYTES = 256 * 2 ** 10;

/** The attempts known before, and the last. */
export function historyOf(before: readonly StoredAttempt[], last: StoredAttempt | undefined): readonly StoredAttempt[] {
  if (last === undefined) return before;
  return [...before.filter(({ number }) => number < last.number), last].slice(-ATTEMPTS_KEPT);
}

export function attemptsAfter(settlement: Settlement, before: AttemptsRecord | undefined): AttemptsRecord {
  const { attempts, retries, firstAttemptAt, at, error, retryAt } = settlement;
  return {
    attempts,
    retries,
    firstAttemptAt,
    lastAttemptAt: at,
    ...(error !== undefined && { lastError: error }),
    ...(retryAt !== undefined && { retryAt }),
    history: shortened(historyOf(before?.history ?? [], attemptOf(settlement))),
  };
}

export function endOf(settlement: Settlement, state: 'delivered' | 'dead'): EndRecord {
  const { attempts, retries, firstAttemptAt } = settlement;
  return { state, attempts, retries, firstAttemptAt, last: attemptOf(settlement) };
}

/** Of a dead letter that is pending again: its retries and its time to retry are unused. */
export function attemptsWhenReplayed(dead: DeadRecord, before: AttemptsRecord | undefined): AttemptsRecord {
  const { attempts, last } = dead;
  return {
    attempts,
    retries: 0,
    lastAttemptAt: last?.endedAt ?? 0,
    ...(last?.error !== undefined && { lastError: last.error }),
    history: shortened(historyOf(before?.history ?? [], last)),
  };
}

function shortened(history: readonly StoredAttempt[]): readonly StoredAttempt[] {
  let bytes = 0;
  let from = history.length;
  while (from > 0) {
    bytes += Buffer.byteLength(JSON.stringify(history[from - 1]));
    if (bytes > HISTORY_BYTES && from < history.length) break;
    from -= 1;
  }
  return history.slice(from);
}
