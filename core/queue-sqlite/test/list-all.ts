import type { DeliveryFilter, DeliveryQueue, StoredDelivery } from '@headwind/bus/queue';

/** Every delivery that matches, page by page. */
export async function listAll(queue: DeliveryQueue, filter: DeliveryFilter = {}): Promise<StoredDelivery[]> {
  const found: StoredDelivery[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await queue.list(filter, { limit: 1_000, ...(after !== '' && { after }) });
    found.push(...page.deliveries);
    after = page.next;
  }
  return found;
}
