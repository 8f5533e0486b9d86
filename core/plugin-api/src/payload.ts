import type { EventKind, EventOf, HeadwindEvent } from './event.js';

/**
 * The JSON body of a webhook, as Headwind's documentation of notifications specifies it; absent fields are left out.
 * `POST /v1/events` takes the same.
 */
export interface Payload {
  readonly event: EventKind;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly deployment: {
    readonly name: string;
    readonly namespace: string;
    readonly currentImage: string;
    readonly newImage: string;
    readonly container?: string;
    readonly resourceKind?: string;
  };
  readonly policy?: string;
  readonly requiresApproval?: boolean;
  readonly approvalUrl?: string;
  readonly uiUrl?: string;
  readonly approvedBy?: string;
  readonly rejectedBy?: string;
  readonly rejectionReason?: string;
  readonly errorMessage?: string;
  readonly updateRequestName?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The event as the specification's payload, its fields in the specification's order. */
export function payloadOf(event: HeadwindEvent): Payload {
  const { workload } = event;
  const data: Partial<Payload> & EventOf<EventKind>['data'] = event.data;
  const deployment: Writable<Payload['deployment']> = {
    name: workload.name,
    namespace: workload.namespace,
    currentImage: data.currentImage,
    newImage: data.newImage,
  };
  if (data.container !== undefined) deployment.container = data.container;
  if (workload.kind !== undefined) deployment.resourceKind = workload.kind;

  const payload: Writable<Payload> = { event: event.kind, timestamp: event.time, deployment };
  if (data.policy !== undefined) payload.policy = data.policy;
  if (data.requiresApproval !== undefined) payload.requiresApproval = data.requiresApproval;
  if (data.approvalUrl !== undefined) payload.approvalUrl = data.approvalUrl;
  if (data.uiUrl !== undefined) payload.uiUrl = data.uiUrl;
  if (data.approvedBy !== undefined) payload.approvedBy = data.approvedBy;
  if (data.rejectedBy !== undefined) payload.rejectedBy = data.rejectedBy;
  if (data.rejectionReason !== undefined) payload.rejectionReason = data.rejectionReason;
  if (data.errorMessage !== undefined) payload.errorMessage = data.errorMessage;
  if (data.updateRequestName !== undefined) payload.updateRequestName = data.updateRequestName;
  if (data.metadata !== undefined) payload.metadata = data.metadata;
  return payload;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
