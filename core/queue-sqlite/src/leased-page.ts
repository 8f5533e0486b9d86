import type { DeliveryFilter, PageRequest } from '@headwind/bus/queue';
import { cursorOf, placeOf } from '@headwind/bus/queue-cursor';
import { matchesFilter } from '@headwind/bus/queue-filter';
import type { HandedDelivery } from './lease-window.js';

/**
 * A page of the deliveries that are leased, in the order of events and of the main thread's numbers of channels.
 *
 * @param bytes of their events, save that the first may exceed it
 */
export function leasedPage(
  leased: Iterable<HandedDelivery>,
  filter: DeliveryFilter,
  { limit = 100, order = 'oldest', after }: PageRequest,
  bytes = Number.POSITIVE_INFINITY,
): { readonly handed: readonly HandedDelivery[]; readonly next: { readonly next?: string } } {
  const [seq = 0, channel = 0] = after === undefined ? [] : placeOf(after, 2);
  const way = order === 'newest' ? -1 : 1;
  const rest = [...leased]
    .filter(({ delivery }) => matchesFilter({ ...delivery, state: 'leased' }, filter))
    .filter((each) => after === undefined || way * compare(each, { seq, channel }) > 0)
    .sort((a, b) => way * compare(a, b));
  let left = bytes;
  const tooMuch = rest.findIndex((each, place) => {
    left -= each.bytes;
    return place >= limit || (left < 0 && place > 0);
  });
  if (tooMuch === -1) return { handed: rest, next: {} };
  const handed = rest.slice(0, tooMuch);
  const last = handed.at(-1);
  return { handed, next: last === undefined ? {} : { next: cursorOf([last.seq, last.channel]) } };
}

function compare(a: Pick<HandedDelivery, 'seq' | 'channel'>, b: Pick<HandedDelivery, 'seq' | 'channel'>): number {
  return a.seq - b.seq || a.channel - b.channel;
}
