import { type Description, fitLine, type HeadwindEvent, updateKeyOf, utcTimeOf } from '@headwind/plugin-api';
import type { PagerDutySeverity } from './config.js';
import { customDetails, type MessageOrigin } from './details.js';
import type { IncidentAction } from './incident.js';
import { messageLinks, type PagerDutyLink } from './links.js';

/** Limits of the Events API v2, in characters. */
const MAX_SUMMARY = 1_024;
const MAX_DEDUP_KEY = 255;

/** No limit of the API's: long enough for `namespace/name` and for anything that fits on one line of PagerDuty's. */
const MAX_FIELD = 512;

/** What a change event and a trigger have in common. Everything in it is plain text to PagerDuty. */
interface Payload {
  readonly summary: string;
  readonly source: string;
  /** ISO 8601, in UTC. */
  readonly timestamp?: string;
  readonly custom_details: Readonly<Record<string, string>>;
}

interface TriggerPayload extends Payload {
  readonly severity: PagerDutySeverity;
  readonly component?: string;
  readonly group: string;
  readonly class: string;
}

/** An alert event of the Events API v2, without its routing key. */
export type AlertMessage =
  | {
      readonly event_action: 'trigger';
      readonly dedup_key: string;
      readonly client: string;
      readonly client_url?: string;
      readonly payload: TriggerPayload;
      readonly links: readonly PagerDutyLink[];
    }
  | { readonly event_action: 'acknowledge' | 'resolve'; readonly dedup_key: string };

/** A change event of the Events API v2, without its routing key. */
export interface ChangeMessage {
  readonly payload: Payload;
  readonly links: readonly PagerDutyLink[];
}

/** What messages are made from. */
export interface Subject {
  readonly event: HeadwindEvent;
  readonly description: Description;
  readonly origin: MessageOrigin;
}

/** The key of the incident that the event is about: the same for every event of one update. */
export function dedupKeyOf(event: HeadwindEvent): string {
  return updateKeyOf(event, MAX_DEDUP_KEY);
}

/** PagerDuty reads no more of an acknowledge or a resolve than its key. */
export function alertMessage(subject: Subject, action: IncidentAction, clientUrl: string | undefined): AlertMessage {
  const { event, description } = subject;
  const dedup_key = dedupKeyOf(event);
  if (action.type !== 'trigger') return { event_action: action.type, dedup_key };
  const { container } = event.data;
  const component = container === undefined ? '' : fitLine(container, MAX_FIELD);
  const { custom_details, ...head } = payloadOf(subject);
  return {
    event_action: 'trigger',
    dedup_key,
    client: 'Headwind',
    ...(clientUrl !== undefined && { client_url: clientUrl }),
    payload: {
      ...head,
      severity: action.severity,
      ...(component !== '' && { component }),
      group: fitLine(event.workload.namespace, MAX_FIELD),
      class: event.kind,
      custom_details,
    },
    links: messageLinks(description.links),
  };
}

export function changeMessage(subject: Subject): ChangeMessage {
  return { payload: payloadOf(subject), links: messageLinks(subject.description.links) };
}

function payloadOf({ event, description, origin }: Subject): Payload {
  const { namespace, name } = event.workload;
  const source = fitLine(`${namespace}/${name}`, MAX_FIELD);
  const timestamp = utcTimeOf(event);
  return {
    summary: summaryOf(description, `${event.kind} ${source}`),
    source,
    // PagerDuty refuses a time that it cannot read, and takes its own where there is none.
    ...(timestamp !== undefined && { timestamp }),
    custom_details: customDetails(description, origin),
  };
}

/** PagerDuty refuses a blank summary, which templates could give. */
function summaryOf({ summary, title }: Description, otherwise: string): string {
  const candidates = [summary, title].map((text) => fitLine(text, MAX_SUMMARY));
  return candidates.find((text) => text !== '') ?? fitLine(otherwise, MAX_SUMMARY);
}
