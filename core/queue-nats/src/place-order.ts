import type { PageRequest } from '@headwind/bus/queue';
import type { Place } from './names.js';

/** Beyond the channels of any event. */
export const LAST_INDEX = 2 ** 20;

/** Deliveries in the order of a list: by their events, and those of one event by their channels. */
export function inOrder(order: PageRequest['order']): (one: Place, other: Place) => number {
  const sign = order === 'newest' ? -1 : 1;
  return (one, other) => sign * (one.seq - other.seq || one.index - other.index);
}
