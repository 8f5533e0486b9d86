import type { EventKind, HeadwindEvent } from '@headwind/plugin-api';

/** The outcome of an update and what follows it. */
const OUTCOME = 3;

/** How far along an update is. */
function phaseOf(kind: EventKind): number {
  switch (kind) {
    case 'update_detected':
      return 0;
    case 'update_request_created':
      return 1;
    case 'update_approved':
      return 2;
    default:
      return OUTCOME;
  }
}

/** Whether it says how an update, or its rollback, went. */
export function isOutcomeKind(kind: EventKind): boolean {
  return phaseOf(kind) === OUTCOME;
}

/**
 * Whether a step of an update comes after another: by how far along the update is, then by time. The operator sends each
 * event by a task of its own, so that an approval may come, and even have happened by its time, after the completion that
 * it led to: it takes its place among the steps and does not turn the shown state back.
 */
export function isAfter(
  step: Pick<HeadwindEvent, 'kind' | 'time'>,
  other: Pick<HeadwindEvent, 'kind' | 'time'>,
): boolean {
  const phases = phaseOf(step.kind) - phaseOf(other.kind);
  return phases > 0 || (phases === 0 && Date.parse(step.time) > Date.parse(other.time));
}
