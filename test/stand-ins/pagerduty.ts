import { type Fields, fieldsIn } from './fields.js';
import { alertErrors, changeErrors } from './pagerduty-rules.js';
import {
  type ServiceAnswer,
  type ServiceRequest,
  type ServiceStandIn,
  startServiceStandIn,
} from './service-stand-in.js';

/** The documented limit of a request. Bytes. */
const BODY_LIMIT = 512 * 1024;

/** What the service took. */
export interface AcceptedEvent {
  readonly path: string;
  readonly body: Fields;
}

export type IncidentState = 'triggered' | 'acknowledged' | 'resolved';

/** The Events API v2 as documented, with one integration. Its `url` is to be configured as `baseUrl`. */
export interface PagerDutyStandIn extends ServiceStandIn<AcceptedEvent> {
  /** The incidents opened under a key, oldest first, as they stand now. */
  incidents(dedupKey: string): readonly IncidentState[];
}

/** What the service says with each status, where neither it nor a test says otherwise. */
const WORDS: Readonly<Record<number, object>> = {
  400: {
    status: 'Unrecognized object',
    message: 'Event object format is unrecognized',
    errors: ['JSON parse error'],
  },
  404: { status: 'Not Found', message: 'Not Found' },
  405: { status: 'Method Not Allowed', message: 'Method Not Allowed' },
  413: { status: 'Payload Too Large', message: 'Payload Too Large' },
  429: {
    status: 'throttle exceeded',
    message: 'Requests for this service are arriving too quickly. Please retry later.',
  },
};

const SERVER_ERROR = { status: 'Internal Server Error', message: 'An error occurred while processing the event' };

const INVALID = { status: 'invalid event', message: 'Event object is invalid' };

/** @param routingKey of its only integration */
export async function startPagerDuty(routingKey: string): Promise<PagerDutyStandIn> {
  const api = new EventsApi(routingKey);
  const { accepted } = api;
  const standIn = await startServiceStandIn({ accepted, answer: (request) => api.answer(request), bodyOf });
  return { ...standIn, incidents: (dedupKey) => api.incidents(dedupKey) };
}

class EventsApi {
  readonly accepted: AcceptedEvent[] = [];
  readonly #routingKey: string;
  readonly #incidents = new Map<string, IncidentState[]>();

  constructor(routingKey: string) {
    this.#routingKey = routingKey;
  }

  incidents(dedupKey: string): readonly IncidentState[] {
    return this.#incidents.get(dedupKey) ?? [];
  }

  answer({ method, path, headers, rawBody, body: text }: ServiceRequest): ServiceAnswer {
    const isChange = path === '/v2/change/enqueue';
    if (!isChange && path !== '/v2/enqueue') return refusal(404);
    if (method !== 'POST') return refusal(405);
    if (rawBody.length > BODY_LIMIT) return refusal(413);
    const body = /^application\/json\b/.test(headers['content-type'] ?? '') ? fieldsIn(text) : undefined;
    if (body === undefined) return refusal(400);
    const errors = isChange ? changeErrors(body) : alertErrors(body);
    if (errors.length === 0 && body.routing_key !== this.#routingKey) errors.push('Invalid routing key');
    if (errors.length > 0) return { status: 400, body: { ...INVALID, errors } };
    this.accepted.push({ path, body });
    if (isChange) return { status: 202, body: { status: 'success', message: 'Change event processed' } };
    const dedupKey = String(body.dedup_key);
    this.#apply(dedupKey, String(body.event_action));
    return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: dedupKey } };
  }

  /** A trigger opens an incident unless one is open; the others change the open one, and are dropped without it. */
  #apply(dedupKey: string, action: string): void {
    const incidents = [...this.incidents(dedupKey)];
    const last = incidents.at(-1);
    const isOpen = last === 'triggered' || last === 'acknowledged';
    if (action === 'trigger' && !isOpen) incidents.push('triggered');
    if (action === 'acknowledge' && isOpen) incidents.splice(-1, 1, 'acknowledged');
    if (action === 'resolve' && isOpen) incidents.splice(-1, 1, 'resolved');
    this.#incidents.set(dedupKey, incidents);
  }
}

function bodyOf(status: number): object {
  return WORDS[status] ?? SERVER_ERROR;
}

function refusal(status: number): ServiceAnswer {
  return { status, body: bodyOf(status) };
}
