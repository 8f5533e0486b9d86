import { createHash } from 'node:crypto';

/** What an event's id may be made of, and how long it may be. */
const FIT = /^[A-Za-z0-9._:-]{1,128}$/;

/**
 * The id of an event, from the uid of its object and what happened to it: the same at every run and on every replica. Parts
 * that do not fit into an id are replaced by a hash of all of them.
 */
export function eventIdOf(...parts: readonly string[]): string {
  const id = parts.join(':');
  return FIT.test(id) ? id : createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
