import { eventFilter } from '@headwind/bus/router';
import { EVENT_KINDS, type EventKind, type HeadwindEvent } from '@headwind/plugin-api';

/** What `when.events` may name: to suggest the nearest of them. */
export const EVENT_PATTERNS: readonly string[] = [...EVENT_KINDS, 'update_*', 'rollback_*', '*_completed', '*_failed'];

/** Whether the router would let any kind of event through. */
export function matchesSomeKind(pattern: string): boolean {
  const accepts = eventFilter([pattern], {});
  return EVENT_KINDS.some((kind) => accepts(eventOf(kind)));
}

function eventOf(kind: EventKind): HeadwindEvent {
  const workload = { namespace: '', name: '' };
  return { id: '', kind, time: '', source: '', workload, data: { currentImage: '', newImage: '' } };
}
