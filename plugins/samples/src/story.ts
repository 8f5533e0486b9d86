import type { EventDraft, UpdateData, Workload } from '@headwind/plugin-api';

const WORKLOAD: Workload = { namespace: 'production', name: 'checkout-api', kind: 'Deployment' };

const OLD_IMAGE = 'registry.example.com/shop/checkout-api:2.4.1';
const NEW_IMAGE = 'registry.example.com/shop/checkout-api:2.5.0';
const APPROVER = 'jane@example.com';

const DETECTED = {
  currentImage: OLD_IMAGE,
  newImage: NEW_IMAGE,
  container: 'api',
  policy: 'minor',
  requiresApproval: true,
} satisfies UpdateData;

const REQUESTED = { ...DETECTED, updateRequestName: 'checkout-api-update-2-5-0' } satisfies UpdateData;

/** The failed image comes first, then the one being restored. */
const ROLLBACK = {
  currentImage: NEW_IMAGE,
  newImage: OLD_IMAGE,
  container: 'api',
  policy: 'minor',
} satisfies UpdateData;

/**
 * The life of one update that is approved and rolled out, does not come up, and is rolled back.
 *
 * @param run makes the ids of this telling its own: `sample-<run>-1`, `sample-<run>-2`, …
 */
export function storyOf(run: string): readonly EventDraft[] {
  const events: EventDraft[] = [
    { kind: 'update_detected', workload: WORKLOAD, data: DETECTED },
    { kind: 'update_request_created', workload: WORKLOAD, data: REQUESTED },
    { kind: 'update_approved', workload: WORKLOAD, data: { ...REQUESTED, approvedBy: APPROVER } },
    { kind: 'update_completed', workload: WORKLOAD, data: { ...REQUESTED, approvedBy: APPROVER } },
    { kind: 'rollback_triggered', workload: WORKLOAD, data: { ...ROLLBACK, errorMessage: 'CrashLoopBackOff' } },
    { kind: 'rollback_completed', workload: WORKLOAD, data: ROLLBACK },
  ];
  return events.map((event, index) => ({ ...event, id: `sample-${run}-${index + 1}` }));
}
