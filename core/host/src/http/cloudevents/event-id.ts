import { createHash } from 'node:crypto';

/**
 * The event id of a CloudEvent, which its `source` and `id` identify together (CloudEvents 1.0.2, section "id"): `ce-` and
 * the SHA-256 of both in hex. They may be of any length and hold any character; an event id may not.
 */
export function eventIdOf(source: string, id: string): string {
  // As JSON, so that the two cannot run into each other, and a half of a surrogate pair stays what it is.
  return `ce-${createHash('sha256')
    .update(JSON.stringify([source, id]))
    .digest('hex')}`;
}
