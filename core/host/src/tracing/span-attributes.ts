import type { TracedAttempt } from '@headwind/bus/tracing';
import { type EventDraft, failureReasonOf, type Outcome, type PublishReceipt } from '@headwind/plugin-api';
import type { Attributes } from '@opentelemetry/api';

/*
 * The names of the messaging conventions where there is one, version 1.37 of
 * https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/: a publication sends, an attempt processes.
 *
 * The workload is not `k8s.…`: there, collectors put where the host itself runs.
 */

/** Of a publication, known before it: whatever the publisher wrote is not checked yet. */
export function publicationAttributes(source: string): Attributes {
  return {
    'messaging.system': 'headwind',
    'messaging.operation.name': 'publish',
    'messaging.operation.type': 'send',
    'headwind.source': source,
  };
}

/** Of a publication that is stored. One event is named, several are counted. */
export function publishedAttributes(drafts: readonly EventDraft[], receipts: readonly PublishReceipt[]): Attributes {
  const duplicates = receipts.filter(({ duplicate }) => duplicate).length;
  const counted = duplicates > 0 ? { 'headwind.duplicates': duplicates } : {};
  const [draft] = drafts;
  const [receipt] = receipts;
  if (draft === undefined || receipt === undefined || drafts.length > 1) {
    return { 'messaging.batch.message_count': drafts.length, ...counted };
  }
  return { 'messaging.message.id': receipt.id, ...eventAttributes(draft), ...counted };
}

/** Of an attempt, known before it. */
export function attemptAttributes({ deliveryId, channel, plugin, number, event }: TracedAttempt): Attributes {
  return {
    'messaging.system': 'headwind',
    'messaging.operation.name': 'deliver',
    'messaging.operation.type': 'process',
    'messaging.destination.name': channel,
    'messaging.message.id': event.id,
    'headwind.delivery.id': deliveryId,
    'headwind.plugin': plugin,
    'headwind.attempt': number,
    ...eventAttributes(event),
  };
}

/** Of an attempt that has ended. */
export function outcomeAttributes(outcome: Outcome): Attributes {
  const reason = failureReasonOf(outcome);
  return { 'headwind.outcome': outcome.status, ...(reason !== undefined && { 'error.type': reason }) };
}

function eventAttributes({ kind, workload }: Pick<EventDraft, 'kind' | 'workload'>): Attributes {
  return {
    'headwind.event.kind': kind,
    'headwind.workload.namespace': workload.namespace,
    'headwind.workload.name': workload.name,
    ...(workload.kind !== undefined && { 'headwind.workload.kind': workload.kind }),
  };
}
