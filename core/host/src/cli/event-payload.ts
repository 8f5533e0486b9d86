import { parsePayload } from '@headwind/bus/event-schema';
import type { HeadwindEvent } from '@headwind/plugin-api';
import { deepFreeze } from '@headwind/plugin-loader/deep-freeze';
import { UsageError } from './report-error.js';

/** What an event has that its payload may leave out. */
export interface EventEnvelope {
  readonly id: string;
  /** RFC 3339. */
  readonly time: string;
}

/**
 * The event of a payload of the specification, checked as `POST /v1/events` checks it, and frozen.
 *
 * @param name where the payload comes from, for the message
 * @throws UsageError that names every wrong field
 */
export function eventOfPayload(payload: unknown, envelope: EventEnvelope, name: string): HeadwindEvent {
  const parsed = parsePayload(payload);
  if ('issues' in parsed) {
    const wrong = parsed.issues.map(({ pointer, message }) => `\n  ${pointer || '(the whole)'}: ${message}`);
    throw new UsageError(`${name} is no event:${wrong.join('')}`);
  }
  return deepFreeze({ ...envelope, ...parsed.draft, source: 'api' });
}
