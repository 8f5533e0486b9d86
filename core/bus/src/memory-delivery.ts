import type { LeasedDelivery, Publication, Settlement, StoredAttempt, StoredDelivery } from './queue.js';
import { ATTEMPTS_KEPT } from './queue-limits.js';
import { attemptOf } from './stored-attempt.js';

/** A delivery in the in-memory queue: as others see it, and what the queue needs beside that. */
export interface MemoryDelivery {
  stored: StoredDelivery;
  /** Deliveries are numbered as published. */
  readonly order: number;
  /** `namespace/name` */
  readonly workload: string;
  /** Not leased before this. */
  dueAt: number;
  /** Oldest first. */
  readonly attempts: StoredAttempt[];
}

/** @param order of the first of them */
export function deliveriesOf({ event, channels }: Publication, publishedAt: number, order: number): MemoryDelivery[] {
  return channels.map((channel, index) => ({
    stored: { id: `${event.id}/${channel}`, channel, event, state: 'pending', attempts: 0, retries: 0, publishedAt },
    order: order + index,
    workload: `${event.workload.namespace}/${event.workload.name}`,
    dueAt: 0,
    attempts: [],
  }));
}

/** Takes down what became of an attempt. */
export function settle(delivery: MemoryDelivery, settlement: Settlement): void {
  const { lastError, ...rest } = delivery.stored;
  const { state, attempts, retries, firstAttemptAt, at, retryAt, error } = settlement;
  delivery.stored = {
    ...rest,
    state,
    attempts,
    retries,
    firstAttemptAt,
    lastAttemptAt: at,
    ...(error !== undefined && { lastError: error }),
  };
  delivery.dueAt = retryAt ?? 0;
  delivery.attempts.push(attemptOf(settlement));
  if (delivery.attempts.length > ATTEMPTS_KEPT) delivery.attempts.shift();
}

/** Pending as if never tried, but for its attempts and the last error. */
export function replay(delivery: MemoryDelivery): void {
  const { firstAttemptAt, ...rest } = delivery.stored;
  delivery.stored = { ...rest, state: 'pending', retries: 0 };
  delivery.dueAt = 0;
}

export function lease(delivery: MemoryDelivery): LeasedDelivery {
  delivery.stored = { ...delivery.stored, state: 'leased' };
  const { id, channel, event, publishedAt, attempts, retries, firstAttemptAt } = delivery.stored;
  const leased = { id, channel, event, publishedAt, attempts, retries };
  return firstAttemptAt === undefined ? leased : { ...leased, firstAttemptAt };
}
