import { type EventKind, incidentStepOf } from '@headwind/plugin-api';
import type { PagerDutyConfig, PagerDutySeverity } from './config.js';

/*
 * The life of an incident. Its key is that of the update, so every event of an update is about the same incident.
 *
 *          trigger: update_failed, rollback_triggered, rollback_failed
 *
 *   none ───── trigger ─────▶ triggered ───── acknowledge ─────▶ acknowledged
 *                              ▲     │        update_approved,        │
 *                    trigger   └─────┤        where so configured     │ resolve
 *                                    │ resolve                        │
 *                                    ▼                                │
 *                                resolved ◀───────────────────────────┘
 *
 *          resolve: update_completed, update_rejected, rollback_completed
 *
 * PagerDuty drops an acknowledge or a resolve where nothing is open, and opens a new incident for a trigger after a
 * resolve: repeating any of them does no harm.
 */

export type IncidentAction =
  | { readonly type: 'trigger'; readonly severity: PagerDutySeverity }
  | { readonly type: 'acknowledge' | 'resolve' };

/** What an event of this kind does to the incident of its update; undefined where it does nothing. */
export function incidentAction(
  kind: EventKind,
  { severities, acknowledgeApprovals }: Pick<PagerDutyConfig, 'severities' | 'acknowledgeApprovals'>,
): IncidentAction | undefined {
  switch (kind) {
    case 'update_failed':
    case 'rollback_triggered':
    case 'rollback_failed':
      return { type: 'trigger', severity: severities[kind] };
    case 'update_approved':
      return acknowledgeApprovals ? { type: 'acknowledge' } : undefined;
    default:
      return incidentStepOf(kind) === 'closes' ? { type: 'resolve' } : undefined;
  }
}
