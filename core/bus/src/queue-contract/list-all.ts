import type { DeliveryFilter, DeliveryQueue, PageRequest, StoredDelivery } from '../queue.js';

/** Every delivery that matches, page by page. */
export async function listAll(
  queue: DeliveryQueue,
  filter: DeliveryFilter = {},
  page: Omit<PageRequest, 'after'> = {},
): Promise<StoredDelivery[]> {
  const found: StoredDelivery[] = [];
  let after: string | undefined;
  do {
    const { deliveries, next } = await queue.list(filter, { ...page, ...(after !== undefined && { after }) });
    found.push(...deliveries);
    after = next;
  } while (after !== undefined);
  return found;
}
