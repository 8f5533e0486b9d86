import type { EventKind, Severity } from '@headwind/plugin-api';

/** Named alike by Adaptive Cards for the style of a container and the colour of a text. */
export type Colour = 'good' | 'accent' | 'warning' | 'attention';

/** What has come to a good end; the other events of severity `info` are steps on the way. */
const GOOD_ENDS: readonly EventKind[] = ['update_completed', 'rollback_completed'];

/** The colour of an event's card. */
export function colourOf(kind: EventKind, severity: Severity): Colour {
  switch (severity) {
    case 'info':
      return GOOD_ENDS.includes(kind) ? 'good' : 'accent';
    case 'warning':
      return 'warning';
    case 'error':
    case 'critical':
      return 'attention';
  }
}
