import { kindFilter } from '@headwind/bus/router';
import { EVENT_KINDS, type EventKind } from '@headwind/plugin-api';

/** What `when.events` and `templates` may name: to suggest the nearest of them. */
export const EVENT_PATTERNS: readonly string[] = [...EVENT_KINDS, 'update_*', 'rollback_*', '*_completed', '*_failed'];

/** The kinds of event that the router would let through. */
export function kindsMatching(pattern: string): EventKind[] {
  return EVENT_KINDS.filter(kindFilter([pattern], {}));
}

/** Whether the router would let any kind of event through. */
export function matchesSomeKind(pattern: string): boolean {
  return kindsMatching(pattern).length > 0;
}
