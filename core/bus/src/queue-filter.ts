import type { DeliveryFilter, StoredDelivery } from './queue.js';

/** What a filter looks at. */
export type Filtered = Pick<StoredDelivery, 'state' | 'channel' | 'event' | 'publishedAt'>;

/** Whether everything that a filter asks for holds. */
export function matchesFilter({ state, channel, event, publishedAt }: Filtered, filter: DeliveryFilter): boolean {
  const { namespace, name } = event.workload;
  return (
    isOrAny(state, filter.state) &&
    isOrAny(channel, filter.channel) &&
    isOrAny(event.id, filter.eventId) &&
    isOrAny(event.kind, filter.kind) &&
    isOrAny(namespace, filter.namespace) &&
    isOrAny(`${namespace}/${name}`, filter.workload) &&
    publishedAt >= (filter.publishedFrom ?? Number.NEGATIVE_INFINITY) &&
    publishedAt < (filter.publishedBefore ?? Number.POSITIVE_INFINITY)
  );
}

function isOrAny(value: string, wanted: string | undefined): boolean {
  return wanted === undefined || value === wanted;
}
