import type { EventKind, HeadwindEvent, Payload } from '@headwind/plugin-api';
import { type EventEnvelope, eventOfPayload } from './event-payload.js';

/** The update that the events of one set are about. */
interface Update {
  readonly deployment: Payload['deployment'];
  readonly requestName: string;
  /** Pages to approve and to look at it. */
  readonly links: Pick<Payload, 'approvalUrl' | 'uiUrl'>;
  readonly person: string;
  readonly rejectionReason: string;
  readonly errorMessage: string;
  readonly metadata?: Payload['metadata'];
}

/** The update of the specification's examples. */
const SAMPLE: Update = {
  deployment: {
    name: 'nginx-deployment',
    namespace: 'production',
    currentImage: 'nginx:1.26.0',
    newImage: 'nginx:1.27.0',
    container: 'nginx',
    resourceKind: 'Deployment',
  },
  requestName: 'nginx-update-v1-27-0',
  links: {
    approvalUrl: 'https://headwind.example.com/updates/production/nginx-update-v1-27-0/approve',
    uiUrl: 'https://headwind.example.com/updates/production/nginx-update-v1-27-0',
  },
  person: 'admin@example.com',
  rejectionReason: 'Not before the weekend',
  errorMessage: 'CrashLoopBackOff',
};

/** An update of nothing, and the same one with every test, so that a later test can resolve what an earlier one opened. */
const TEST: Update = {
  deployment: {
    name: 'headwind-test',
    namespace: 'headwind-test',
    currentImage: 'headwind-test:1.0.0',
    newImage: 'headwind-test:1.1.0',
    container: 'headwind-test',
    resourceKind: 'Deployment',
  },
  requestName: 'headwind-test',
  links: {},
  person: 'headwind-notify test',
  rejectionReason: 'This is a test',
  errorMessage: 'This is a test',
  metadata: { test: 'true' },
};

/** A realistic event of each kind, the same at every call. All are about one update. */
export function sampleEvent(kind: EventKind): HeadwindEvent {
  const envelope = { id: `sample-${kind}`, time: '2025-11-06T10:30:00Z' };
  return eventOfPayload(payloadOf(kind, SAMPLE), envelope, 'the sample');
}

/** The same as a body for a host to publish, which gives it an id and the time. */
export function samplePayload(kind: EventKind): Omit<Payload, 'timestamp'> {
  return payloadOf(kind, SAMPLE);
}

/** An event that says of itself that it is a test, about a workload that does not exist. */
export function testEvent(kind: EventKind, envelope: EventEnvelope): HeadwindEvent {
  return eventOfPayload(payloadOf(kind, TEST), envelope, 'the test');
}

function payloadOf(kind: EventKind, update: Update): Omit<Payload, 'timestamp'> {
  const { deployment, metadata } = update;
  const { currentImage, newImage } = deployment;
  const isRollback = kind.startsWith('rollback_');
  return {
    event: kind,
    // In rollback events the images stand the other way round.
    deployment: isRollback ? { ...deployment, currentImage: newImage, newImage: currentImage } : deployment,
    policy: 'minor',
    ...detailOf(kind, update),
    ...(metadata !== undefined && { metadata }),
  };
}

/** What the operator says of each kind: it names the request as long as that is decided, and not afterwards. */
function detailOf(kind: EventKind, update: Update): Partial<Payload> {
  const { requestName: updateRequestName, links, person, rejectionReason, errorMessage } = update;
  switch (kind) {
    case 'update_detected':
      return {};
    case 'update_request_created':
      return { requiresApproval: true, updateRequestName, ...links };
    case 'update_approved':
      return { requiresApproval: true, updateRequestName, approvedBy: person };
    case 'update_rejected':
      return { requiresApproval: true, updateRequestName, rejectedBy: person, rejectionReason };
    case 'update_completed':
      return { requiresApproval: true, approvedBy: person };
    case 'update_failed':
      return { requiresApproval: true, approvedBy: person, errorMessage };
    case 'rollback_triggered':
    case 'rollback_completed':
    case 'rollback_failed':
      return { errorMessage };
  }
}
