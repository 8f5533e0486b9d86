import type { EventDraft, HeadwindEvent } from '@headwind/plugin-api';
import { EVENT_INVALID } from './bus-errors.js';
import { CodedError } from './coded-error.js';
import { newEventId } from './event-id.js';
import { parseDraft } from './event-schema.js';
import { freezeEvent } from './freeze-event.js';

/**
 * The event that a draft becomes: checked, with an id and a time where the draft has none, and frozen.
 *
 * @param now milliseconds since the epoch
 * @throws `EVENT_INVALID`
 */
export function publishedEvent(value: EventDraft, source: string, now: () => number): HeadwindEvent {
  const parsed = parseDraft(value);
  if ('issues' in parsed) {
    const found = parsed.issues.map(({ pointer, message }) => `${pointer || 'the event'}: ${message}`).join('; ');
    throw new CodedError(EVENT_INVALID, `The event is malformed: ${found}.`);
  }
  const { draft } = parsed;
  const { id = newEventId(), time = new Date(now()).toISOString() } = draft;
  return freezeEvent({ ...draft, id, time, source });
}
