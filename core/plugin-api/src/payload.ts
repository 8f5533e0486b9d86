import type { EventDataByKind, EventKind, HeadwindEvent } from './event.js';

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

/** Every field that some kind of event has. */
type AnyData = Partial<EventDataByKind['update_approved' | 'update_rejected' | 'update_failed']>;

/** The event as the specification's payload, its fields in the specification's order. */
export function payloadOf(event: HeadwindEvent): Payload {
  const { currentImage, newImage, container, ...rest } = event.data;
  const data: AnyData & { approvedBy?: string; rejectedBy?: string; rejectionReason?: string; errorMessage?: string } =
    rest;
  return {
    event: event.kind,
    timestamp: event.time,
    deployment: {
      name: event.workload.name,
      namespace: event.workload.namespace,
      currentImage,
      newImage,
      ...(container !== undefined && { container }),
      ...(event.workload.kind !== undefined && { resourceKind: event.workload.kind }),
    },
    ...(data.policy !== undefined && { policy: data.policy }),
    ...(data.requiresApproval !== undefined && { requiresApproval: data.requiresApproval }),
    ...(data.approvalUrl !== undefined && { approvalUrl: data.approvalUrl }),
    ...(data.uiUrl !== undefined && { uiUrl: data.uiUrl }),
    ...(data.approvedBy !== undefined && { approvedBy: data.approvedBy }),
    ...(data.rejectedBy !== undefined && { rejectedBy: data.rejectedBy }),
    ...(data.rejectionReason !== undefined && { rejectionReason: data.rejectionReason }),
    ...(data.errorMessage !== undefined && { errorMessage: data.errorMessage }),
    ...(data.updateRequestName !== undefined && { updateRequestName: data.updateRequestName }),
    ...(data.metadata !== undefined && { metadata: data.metadata }),
  };
}
