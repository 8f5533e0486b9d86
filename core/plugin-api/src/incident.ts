import { EVENT_KINDS, type EventKind } from './event.js';

/** What an event means for whoever is paged: something is wrong, or it is over. */
export type IncidentStep = 'opens' | 'closes';

const STEPS: Readonly<Partial<Record<EventKind, IncidentStep>>> = {
  update_failed: 'opens',
  rollback_triggered: 'opens',
  rollback_failed: 'opens',
  update_completed: 'closes',
  update_rejected: 'closes',
  rollback_completed: 'closes',
};

/** What an event of this kind does to the incident of its update; undefined where it does nothing. */
export function incidentStepOf(kind: EventKind): IncidentStep | undefined {
  return STEPS[kind];
}

/**
 * The kinds of event without which an incident that is opened stays open, and which an instance does not receive: for the
 * warning of a channel that pages people.
 *
 * @param receives as `warnings` of a plugin gets it
 */
export function missingEndings(receives: (kind: EventKind) => boolean): readonly EventKind[] {
  const opens = (subject: string) =>
    EVENT_KINDS.some((kind) => kind.startsWith(subject) && STEPS[kind] === 'opens' && receives(kind));
  const endings: readonly EventKind[] = [
    ...(opens('update_') ? (['update_completed'] as const) : []),
    ...(opens('rollback_') ? (['rollback_completed'] as const) : []),
  ];
  return endings.filter((kind) => !receives(kind));
}
