import { QUEUE_FULL } from './bus-errors.js';
import { CodedError } from './coded-error.js';

/** Why one call of `publish` exceeds the limit on pending deliveries. */
export interface QueueFull {
  readonly pending: number;
  readonly added: number;
  readonly limit: number;
  /** The channels most of the pending deliveries are for, as `fullestOf` gives them. */
  readonly fullest: readonly ChannelPending[];
}

export interface ChannelPending {
  readonly channel: string;
  readonly pending: number;
}

/** So many channels are named: one that does not deliver is among them. */
const NAMED = 3;

const FIGURE = new Intl.NumberFormat('en-GB');
const LIST = new Intl.ListFormat('en-GB');

/** The channels with the most pending deliveries, most first. */
export function fullestOf(channels: readonly ChannelPending[]): ChannelPending[] {
  return channels
    .filter(({ pending }) => pending > 0)
    .sort((a, b) => b.pending - a.pending)
    .slice(0, NAMED);
}

/** `QUEUE_FULL`, which says where the deliveries pile up. */
export function queueFullError({ pending, added, limit, fullest }: QueueFull): CodedError {
  const counts = `${FIGURE.format(pending)} deliveries are pending and ${FIGURE.format(added)} more were published`;
  const names = LIST.format(fullest.map((each) => `${each.channel} (${FIGURE.format(each.pending)})`));
  const where = fullest.length === 0 ? '' : `; most are pending for ${names}`;
  return new CodedError(QUEUE_FULL, `${counts}; the limit is ${FIGURE.format(limit)}${where}.`);
}
