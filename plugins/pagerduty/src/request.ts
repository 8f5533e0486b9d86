import type { Describe, EventKind, HeadwindEvent, RequestPreview } from '@headwind/plugin-api';
import { baseUrlOf, type PagerDutyConfig } from './config.js';
import { type IncidentAction, incidentAction } from './incident.js';
import { type AlertMessage, alertMessage, type ChangeMessage, changeMessage, dedupKeyOf } from './message.js';

/** One POST to the Events API v2; its body is the message with the routing key. */
export interface EventsRequest {
  readonly url: string;
  readonly message: AlertMessage | ChangeMessage;
  /** What has happened once PagerDuty has accepted it. */
  readonly effect: string;
}

/** Knows what to post for an event, in order; nothing for some kinds. */
export type RequestWriter = (event: HeadwindEvent, deliveryId: string) => readonly EventsRequest[];

export function createRequestWriter(config: PagerDutyConfig, describe: Describe): RequestWriter {
  const baseUrl = baseUrlOf(config);
  return (event, deliveryId) => {
    const action = incidentAction(event.kind, config);
    if (action === undefined) return [];
    const subject = { event, description: describe(event), origin: { eventId: event.id, deliveryId } };
    const alert: EventsRequest = {
      url: `${baseUrl}/v2/enqueue`,
      message: alertMessage(subject, action, config.clientUrl),
      effect: effectOf(action.type, event),
    };
    if (!config.changeEvents || event.kind !== 'update_completed') return [alert];
    // Last, because a repeat of it shows in PagerDuty, and a repeat of the other does not.
    const change: EventsRequest = {
      url: `${baseUrl}/v2/change/enqueue`,
      message: changeMessage(subject),
      effect: 'change event recorded',
    };
    return [alert, change];
  };
}

/** PagerDuty does not say whether an incident was open. */
function effectOf(action: IncidentAction['type'], event: HeadwindEvent): string {
  const dedupKey = dedupKeyOf(event);
  switch (action) {
    case 'trigger':
      return `incident triggered under ${dedupKey}; ${endingOf(event.kind)} of the same update resolves it`;
    case 'acknowledge':
      return `incident acknowledged, if one is open, under ${dedupKey}`;
    case 'resolve':
      return `incident resolved, if one is open, under ${dedupKey}`;
  }
}

/** The event that says that all is well again. */
function endingOf(kind: EventKind): EventKind {
  return kind.startsWith('rollback_') ? 'rollback_completed' : 'update_completed';
}

/** What is sent as JSON. */
export function bodyOf({ message }: EventsRequest, routingKey: string): object {
  return { routing_key: routingKey, ...message };
}

/** A request as a person may see it. */
export function previewOf(request: EventsRequest): RequestPreview {
  const { host, pathname } = new URL(request.url);
  return {
    method: 'POST',
    url: `${host}${pathname}`,
    headers: { 'content-type': 'application/json' },
    json: bodyOf(request, '[secret]'),
  };
}
