import { randomUUID } from 'node:crypto';
import type { DeliveryQueue, LeasedDelivery, Publication, Settlement } from '@headwind/bus/queue';

const NEVER_ABORTED = new AbortController().signal;

/** An event of a workload, for the channel `chat` unless told otherwise. */
export function publication(
  workload: string,
  channels: readonly string[] = ['chat'],
  id: string = randomUUID(),
): Publication {
  const event = {
    id,
    kind: 'update_completed' as const,
    time: '2025-11-06T10:30:00Z',
    source: 'api',
    workload: { namespace: 'production', name: workload },
    data: { currentImage: 'nginx:1.25.0', newImage: 'nginx:1.26.0' },
  };
  return { event, channels };
}

/** Leases until there are so many. */
export async function take(queue: DeliveryQueue, count: number, channel = 'chat'): Promise<LeasedDelivery[]> {
  const taken: LeasedDelivery[] = [];
  while (taken.length < count) taken.push(...(await queue.lease(channel, count - taken.length, NEVER_ABORTED)));
  return taken;
}

export async function takeOne(queue: DeliveryQueue, channel = 'chat'): Promise<LeasedDelivery> {
  const [delivery] = await take(queue, 1, channel);
  if (delivery === undefined) throw new Error('a lease that was not aborted gave nothing');
  return delivery;
}

export function settlementOf(delivery: LeasedDelivery, state: Settlement['state'], retryAt?: number): Settlement {
  const at = Date.now();
  return {
    state,
    attempts: delivery.attempts + 1,
    retries: state === 'pending' ? delivery.retries + 1 : delivery.retries,
    firstAttemptAt: delivery.firstAttemptAt ?? at,
    begunAt: at,
    at,
    ...(state !== 'delivered' && { error: 'the receiver answered 500', reason: 'server_error' as const }),
    ...(retryAt !== undefined && { retryAt }),
  };
}

export async function deliver(queue: DeliveryQueue, delivery: LeasedDelivery): Promise<void> {
  await queue.settle(delivery, settlementOf(delivery, 'delivered'));
}
