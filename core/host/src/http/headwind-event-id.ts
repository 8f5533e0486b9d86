import { createHash } from 'node:crypto';
import { isMapping, type Mapping } from '../config/mapping.js';

/** Enough that two events never share an id. Hexadecimal digits. */
const HASH_LENGTH = 32;

/**
 * The id of an event of the Headwind operator, which gives it none: `headwind-` and the first 32 digits of the SHA-256 of
 * the payload's fields, written as JSON without spaces and with the keys of every object in order (as RFC 8785 orders
 * them). The timestamp, to the nanosecond, counts as the text that was sent, and so do texts that are cut afterwards.
 *
 * The operator's own retries send the same bytes and are one event; so is the same payload in another order or spacing.
 * Whatever differs in one field is another event, above all the same update failing again an hour later.
 *
 * @param fields those that an event is made of, absent ones left out
 */
export function headwindEventId(fields: Mapping): string {
  return `headwind-${createHash('sha256').update(canonical(fields)).digest('hex').slice(0, HASH_LENGTH)}`;
}

function canonical(value: unknown): string {
  if (!isMapping(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${members.join(',')}}`;
}
