/** The nine kinds of event, in the order in which one update can go through them. */
export const EVENT_KINDS = [
  'update_detected',
  'update_request_created',
  'update_approved',
  'update_rejected',
  'update_completed',
  'update_failed',
  'rollback_triggered',
  'rollback_completed',
  'rollback_failed',
] as const;

/** What happened: one of the nine kinds. */
export type EventKind = (typeof EVENT_KINDS)[number];

/** The Kubernetes object whose image changes. */
export interface Workload {
  readonly namespace: string;
  readonly name: string;
  /** `Deployment`, `StatefulSet`, `DaemonSet`, `HelmRelease`, …; often unknown, then taken for a Deployment when shown. */
  readonly kind?: string;
}

/** What every kind of event says of the update. */
export interface UpdateData {
  /** The image that runs, or, in rollback events, the image that failed. */
  readonly currentImage: string;
  /** The image to run, or, in rollback events, the image being restored. */
  readonly newImage: string;
  readonly container?: string;
  /** The update policy that let this image through: `major`, `minor`, `patch`, `glob`, … */
  readonly policy?: string;
  readonly requiresApproval?: boolean;
  readonly updateRequestName?: string;
  /** Where a person approves the update. */
  readonly approvalUrl?: string;
  /** Where a person looks at the update. */
  readonly uiUrl?: string;
  /** Anything else the publisher wants to pass on; shown to nobody, sent to webhooks. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ApprovedData extends UpdateData {
  readonly approvedBy?: string;
}

export interface RejectedData extends UpdateData {
  readonly rejectedBy?: string;
  readonly rejectionReason?: string;
}

export interface FailedData extends UpdateData {
  readonly approvedBy?: string;
  readonly errorMessage?: string;
}

export interface RollbackData extends UpdateData {
  /** Why: the failed health check that triggered the rollback, or what made the rollback itself fail. */
  readonly errorMessage?: string;
}

/** The data of each kind of event. */
export interface EventDataByKind {
  readonly update_detected: UpdateData;
  readonly update_request_created: UpdateData;
  readonly update_approved: ApprovedData;
  readonly update_rejected: RejectedData;
  readonly update_completed: ApprovedData;
  readonly update_failed: FailedData;
  readonly rollback_triggered: RollbackData;
  readonly rollback_completed: RollbackData;
  readonly rollback_failed: RollbackData;
}

/** Where a publication stands in a distributed trace (https://www.w3.org/TR/trace-context/). */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string;
}

/** One event of one kind: the envelope, the workload and the data of that kind. Immutable. */
export interface EventOf<K extends EventKind> {
  /** Publishing two events with one id is the same as publishing one. */
  readonly id: string;
  readonly kind: K;
  /** When it happened, as the publisher wrote it: RFC 3339, for example `2025-11-06T10:30:00Z`. */
  readonly time: string;
  /** Who published it: `api`, the name of a source instance, or what a program that embeds the host calls itself. */
  readonly source: string;
  readonly workload: Workload;
  readonly data: EventDataByKind[K];
  /** Set by the host where tracing is on; else that of the CloudEvent it came as, if any. */
  readonly trace?: TraceContext;
}

/** Something that happened to a workload's image. Narrow it by `event.kind`. */
export type HeadwindEvent = { [K in EventKind]: EventOf<K> }[EventKind];

/** An event before it is published; the bus adds what is left out: a new `id`, the present `time`. */
export type EventDraft = {
  [K in EventKind]: Omit<EventOf<K>, 'id' | 'time' | 'source'> & { readonly id?: string; readonly time?: string };
}[EventKind];
