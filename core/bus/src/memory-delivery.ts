import type { LeasedDelivery, Settlement, StoredDelivery } from './queue.js';

/** A delivery in the in-memory queue: as others see it, and what the queue needs beside that. */
export interface MemoryDelivery {
  stored: StoredDelivery;
  /** Deliveries are numbered as published. */
  readonly order: number;
  /** `namespace/name` */
  readonly workload: string;
  /** Not leased before this. */
  dueAt: number;
}

export function settled(stored: StoredDelivery, settlement: Settlement): StoredDelivery {
  const { lastError, ...rest } = stored;
  return {
    ...rest,
    state: settlement.state,
    attempts: settlement.attempts,
    retries: settlement.retries,
    firstAttemptAt: settlement.firstAttemptAt,
    lastAttemptAt: settlement.at,
    ...(settlement.error !== undefined && { lastError: settlement.error }),
  };
}

/** Pending as if never tried, but for the count of attempts and the last error. */
export function replayed(stored: StoredDelivery): StoredDelivery {
  const { firstAttemptAt, ...rest } = stored;
  return { ...rest, state: 'pending', retries: 0 };
}

export function leaseOf({ id, channel, event, attempts, retries, firstAttemptAt }: StoredDelivery): LeasedDelivery {
  return { id, channel, event, attempts, retries, ...(firstAttemptAt !== undefined && { firstAttemptAt }) };
}
