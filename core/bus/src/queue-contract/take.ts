import type { DeliveryQueue, LeasedDelivery, Settlement } from '../queue.js';
import { publications } from './sample-events.js';

const NEVER_ABORTED = new AbortController().signal;

/** Leases until there are so many deliveries. */
export async function take(queue: DeliveryQueue, channel: string, count: number): Promise<LeasedDelivery[]> {
  const taken: LeasedDelivery[] = [];
  while (taken.length < count) taken.push(...(await queue.lease(channel, count - taken.length, NEVER_ABORTED)));
  return taken;
}

export async function takeOne(queue: DeliveryQueue, channel = 'chat'): Promise<LeasedDelivery> {
  const [delivery] = await take(queue, channel, 1);
  if (delivery === undefined) throw new Error('a lease that was not aborted gave nothing');
  return delivery;
}

/**
 * Everything that the channel hands out now. Nobody can wait for nothing, so this publishes one more event, of a workload
 * nobody else uses, and leases until it arrives: what has not come by then was not to be had.
 */
export async function takeRest(queue: DeliveryQueue, channel = 'chat'): Promise<LeasedDelivery[]> {
  const [last] = publications(['the last one'], [channel]);
  await queue.publish(last === undefined ? [] : [last]);
  const taken: LeasedDelivery[] = [];
  for (;;) {
    const delivery = await takeOne(queue, channel);
    if (delivery.event.id === last?.event.id) {
      await queue.settle(delivery, deliveredAfter(delivery));
      return taken;
    }
    taken.push(delivery);
  }
}

export function deliveredAfter(delivery: LeasedDelivery): Settlement {
  return { ...attempted(delivery), state: 'delivered' };
}

export function deadAfter(delivery: LeasedDelivery, error = 'the receiver answered 400'): Settlement {
  return { ...attempted(delivery), state: 'dead', error, reason: 'refused' };
}

export function retryAfter(delivery: LeasedDelivery, retryAt: number, error = 'the receiver answered 500'): Settlement {
  const reason = 'server_error';
  return { ...attempted(delivery), state: 'pending', retries: delivery.retries + 1, retryAt, error, reason };
}

function attempted(delivery: LeasedDelivery): Omit<Settlement, 'state'> {
  const at = Date.now();
  const begunAt = at - 5;
  return {
    attempts: delivery.attempts + 1,
    retries: delivery.retries,
    firstAttemptAt: delivery.firstAttemptAt ?? begunAt,
    begunAt,
    at,
  };
}

/** The workloads the deliveries are of, in their order. */
export function workloadsOf(deliveries: readonly LeasedDelivery[]): string[] {
  return deliveries.map((delivery) => delivery.event.workload.name);
}
