import type { EventDataByKind, EventKind, EventOf, UpdateData, Workload } from '@headwind/plugin-api';

/** The example of the specification, under "Payload Format", word for word. */
export const EXAMPLE_PAYLOAD = {
  event: 'update_completed',
  timestamp: '2025-11-06T10:30:00Z',
  deployment: {
    name: 'nginx',
    namespace: 'production',
    currentImage: 'nginx:1.25.0',
    newImage: 'nginx:1.26.0',
    container: 'nginx',
  },
  policy: 'minor',
  requiresApproval: true,
  updateRequestName: 'nginx-update-1-26-0',
};

/** What to change in an event; the rest stays. */
export interface EventOverrides<K extends EventKind> {
  readonly id?: string;
  readonly time?: string;
  readonly source?: string;
  readonly workload?: Partial<Workload>;
  readonly data?: Partial<EventDataByKind[K]>;
}

/** The update of the specification's examples: nginx in production, from 1.26.0 to 1.27.0. */
const UPDATE = {
  currentImage: 'nginx:1.26.0',
  newImage: 'nginx:1.27.0',
  container: 'nginx',
  policy: 'minor',
  requiresApproval: true,
  updateRequestName: 'nginx-update-v1-27-0',
} satisfies UpdateData;

const ROLLBACK = {
  currentImage: UPDATE.newImage,
  newImage: UPDATE.currentImage,
  container: UPDATE.container,
  policy: UPDATE.policy,
} satisfies UpdateData;

const APPROVER = 'admin@example.com';

const DATA: { readonly [K in EventKind]: EventDataByKind[K] } = {
  update_detected: UPDATE,
  update_request_created: {
    ...UPDATE,
    approvalUrl: 'https://headwind.example.com/updates/production/nginx-update-v1-27-0/approve',
    uiUrl: 'https://headwind.example.com/updates/production/nginx-update-v1-27-0',
  },
  update_approved: { ...UPDATE, approvedBy: APPROVER },
  update_rejected: { ...UPDATE, rejectedBy: APPROVER, rejectionReason: 'Not before the weekend' },
  update_completed: { ...UPDATE, approvedBy: APPROVER },
  update_failed: { ...UPDATE, approvedBy: APPROVER, errorMessage: 'deployments.apps "nginx-deployment" is forbidden' },
  rollback_triggered: { ...ROLLBACK, errorMessage: 'CrashLoopBackOff' },
  rollback_completed: ROLLBACK,
  rollback_failed: { ...ROLLBACK, errorMessage: 'ImagePullBackOff' },
};

/** A complete, valid event of a kind, the same at every call but for the overrides. */
export function eventOf<K extends EventKind>(kind: K, overrides: EventOverrides<K> = {}): EventOf<K> {
  return {
    id: overrides.id ?? `nginx-${kind}`,
    kind,
    time: overrides.time ?? '2025-11-06T10:30:00Z',
    source: overrides.source ?? 'api',
    workload: { namespace: 'production', name: 'nginx-deployment', kind: 'Deployment', ...overrides.workload },
    data: { ...DATA[kind], ...overrides.data },
  };
}
