import type { MemoryDelivery } from './memory-delivery.js';
import type { DeliveryFilter, DeliveryIdPage, DeliveryPage, PageRequest, StoredDelivery } from './queue.js';
import { cursorOf, placeOf } from './queue-cursor.js';
import { matchesFilter } from './queue-filter.js';
import { PAGE_BYTES } from './queue-limits.js';

/** @param deliveries as published */
export function pageOf(
  deliveries: Iterable<MemoryDelivery>,
  filter: DeliveryFilter,
  request: PageRequest = {},
): DeliveryPage {
  const { found, more } = matching(deliveries, filter, request);
  const fitting = whatFits(found);
  const next = nextAfter(fitting, more || fitting.length < found.length);
  return { deliveries: fitting.map(({ stored }) => stored), ...next };
}

/** @param deliveries as published */
export function idPageOf(
  deliveries: Iterable<MemoryDelivery>,
  filter: DeliveryFilter,
  request: PageRequest = {},
): DeliveryIdPage {
  const { found, more } = matching(deliveries, filter, request);
  return { ids: found.map(({ stored }) => stored.id), ...nextAfter(found, more) };
}

function matching(
  deliveries: Iterable<MemoryDelivery>,
  filter: DeliveryFilter,
  { limit = 100, order = 'oldest', after }: PageRequest,
): { readonly found: readonly MemoryDelivery[]; readonly more: boolean } {
  const [last] = after === undefined ? [] : placeOf(after, 1);
  const all = [...deliveries].filter(({ stored }) => matchesFilter(stored, filter));
  if (order === 'newest') all.reverse();
  const rest = all.filter((each) => {
    if (last === undefined) return true;
    return order === 'newest' ? each.order < last : each.order > last;
  });
  return { found: rest.slice(0, limit), more: rest.length > limit };
}

function whatFits(found: readonly MemoryDelivery[]): readonly MemoryDelivery[] {
  let bytes = 0;
  const tooMuch = found.findIndex(({ stored }, place) => {
    bytes += bytesOf(stored);
    return bytes > PAGE_BYTES && place > 0;
  });
  return tooMuch === -1 ? found : found.slice(0, tooMuch);
}

function bytesOf({ event }: StoredDelivery): number {
  return Buffer.byteLength(JSON.stringify(event));
}

function nextAfter(page: readonly MemoryDelivery[], more: boolean): { readonly next?: string } {
  const last = page.at(-1);
  return more && last !== undefined ? { next: cursorOf([last.order]) } : {};
}
