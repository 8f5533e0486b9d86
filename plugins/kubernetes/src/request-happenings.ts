import type { EventDraft, UpdateData, Workload } from '@headwind/plugin-api';
import { eventIdOf } from './event-id.js';
import type { Happening } from './happening.js';
import { firstTime, lineText, longText, nameText, present } from './object-fields.js';
import { updateLink } from './update-link.js';
import type { UpdateRequest } from './update-request.js';

/** Who is said to reject an update request that nobody decided on in time. */
const EXPIRED = 'expired';

type Step = Happening & { readonly events: readonly [EventDraft] };

/**
 * What happened to an update request, as far as its phase tells:
 *
 *   Pending ──▶ Approved ──▶ Completed
 *      │           └───────▶ Failed
 *      ├──▶ Rejected
 *      └──▶ Expired
 *
 * The operator goes from Pending straight to Completed or Failed and notes who approved; `approvedBy` then stands for the
 * approval. A phase that is not known tells no more than that there is a request.
 *
 * @param uiUrl the address of the operator's web UI
 */
export function requestHappenings(request: UpdateRequest, uiUrl?: string): readonly Happening[] {
  const { approvedBy, approvedAt, phase = 'Pending' } = request.status;
  const steps = stepsOf(request, uiUrl);
  const approved = approvedBy === undefined && approvedAt === undefined ? [] : [steps.approved()];
  switch (phase) {
    case 'Approved':
      return [steps.created(), { ...steps.approved(), unfinished: true }];
    case 'Completed':
      return [steps.created(), ...approved, steps.completed()];
    case 'Failed':
      return [steps.created(), ...approved, steps.failed()];
    case 'Rejected':
      return [steps.created(), steps.rejected()];
    case 'Expired':
      return [steps.created(), steps.expired()];
    default:
      return [{ ...steps.created(), unfinished: true }];
  }
}

/** Each thing that can happen, with the time the object itself gives it, so that a repeat is the same event. */
function stepsOf({ metadata, spec, status }: UpdateRequest, uiUrl: string | undefined) {
  const { uid, creationTimestamp } = metadata;
  const { approvedAt, rejectedAt, lastUpdated } = status;
  const workload = workloadOf(metadata, spec);
  const data = dataOf(metadata, spec, uiUrl);
  const approver = present({ approvedBy: lineText(status.approvedBy) });
  const message = longText(status.message);

  function common(phase: string, ...times: readonly (string | undefined)[]) {
    const time = firstTime(...times, creationTimestamp);
    return { id: eventIdOf(uid, phase.toLowerCase()), workload, ...present({ time }) };
  }
  const step = (key: string, event: EventDraft): Step => ({ key, events: [event] });

  return {
    created: () => step('Pending', { ...common('Pending'), kind: 'update_request_created', data }),
    approved: () =>
      step('Approved', {
        ...common('Approved', approvedAt, lastUpdated),
        kind: 'update_approved',
        data: { ...data, ...approver },
      }),
    completed: () =>
      step('Completed', {
        ...common('Completed', lastUpdated, approvedAt),
        kind: 'update_completed',
        data: { ...data, ...approver },
      }),
    failed: () =>
      step('Failed', {
        ...common('Failed', lastUpdated, approvedAt),
        kind: 'update_failed',
        data: { ...data, ...approver, ...present({ errorMessage: message }) },
      }),
    rejected: () =>
      step('Rejected', {
        ...common('Rejected', rejectedAt, lastUpdated),
        kind: 'update_rejected',
        data: { ...data, ...present({ rejectedBy: lineText(status.rejectedBy), rejectionReason: message }) },
      }),
    expired: () =>
      step('Expired', {
        ...common('Expired', lastUpdated, spec.expiresAt),
        kind: 'update_rejected',
        data: { ...data, rejectedBy: EXPIRED, ...present({ rejectionReason: message }) },
      }),
  };
}

function workloadOf(metadata: UpdateRequest['metadata'], { targetRef = {} }: UpdateRequest['spec']): Workload {
  const { name = '', namespace = metadata.namespace, kind } = targetRef;
  return { namespace, name, ...present({ kind: nameText(kind) }) };
}

function dataOf(metadata: UpdateRequest['metadata'], spec: UpdateRequest['spec'], uiUrl?: string): UpdateData {
  return {
    currentImage: lineText(spec.currentImage) ?? '',
    newImage: lineText(spec.newImage) ?? '',
    ...present({
      container: nameText(spec.containerName),
      policy: lineText(spec.policy),
      // What the custom resource takes for true where it is left out.
      requiresApproval: spec.requireApproval ?? true,
      updateRequestName: nameText(metadata.name),
      uiUrl: updateLink(uiUrl, metadata.namespace, metadata.name),
    }),
  };
}
