import type { EventKind } from './event.js';

/** From least to most severe. */
export const SEVERITIES = ['info', 'warning', 'error', 'critical'] as const;

/** How bad it is: one of a closed set, in an order. */
export type Severity = (typeof SEVERITIES)[number];

const SEVERITY_OF_KIND: Readonly<Record<EventKind, Severity>> = {
  update_detected: 'info',
  update_request_created: 'info',
  update_approved: 'info',
  update_rejected: 'warning',
  update_completed: 'info',
  update_failed: 'error',
  rollback_triggered: 'warning',
  rollback_completed: 'info',
  rollback_failed: 'critical',
};

/** How severe an event of this kind is. */
export function severityOf(kind: EventKind): Severity {
  return SEVERITY_OF_KIND[kind];
}
