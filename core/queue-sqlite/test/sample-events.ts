import { randomUUID } from 'node:crypto';
import type { LeasedDelivery, Publication, Settlement } from '@headwind/bus/queue';

/** One event of a workload, to the channel `chat` unless told otherwise. */
export function publicationOf(workload: string, channels: readonly string[] = ['chat'], note = ''): Publication {
  return {
    event: {
      id: randomUUID(),
      kind: 'update_completed',
      time: '2025-11-06T10:30:00Z',
      source: 'api',
      workload: { namespace: 'production', name: workload },
      data: { currentImage: 'nginx:1.25.0', newImage: 'nginx:1.26.0', metadata: { note } },
    },
    channels,
  };
}

export function delivered(delivery: LeasedDelivery, at = Date.now()): Settlement {
  return {
    state: 'delivered',
    attempts: delivery.attempts + 1,
    retries: delivery.retries,
    firstAttemptAt: at,
    begunAt: at,
    at,
  };
}

export const NEVER_ABORTED = new AbortController().signal;

/** An attempt that failed, to be tried again at once. */
export function failed(delivery: LeasedDelivery, at = Date.now()): Settlement {
  const retries = delivery.retries + 1;
  return {
    ...delivered(delivery, at),
    state: 'pending',
    retries,
    retryAt: at,
    error: 'HTTP 500',
    reason: 'server_error',
  };
}
