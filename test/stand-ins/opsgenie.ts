import { randomUUID } from 'node:crypto';
import { type Fields, fieldsIn } from './fields.js';
import { type Breaches, closeBreaches, openBreaches, raiseBreaches } from './opsgenie-limits.js';
import {
  type ServiceAnswer,
  type ServiceRequest,
  type ServiceStandIn,
  startServiceStandIn,
} from './service-stand-in.js';

/** A request that was accepted. */
export interface AcceptedAction {
  readonly action: 'open' | 'raise' | 'close';
  readonly alias: string;
  readonly body: Fields;
}

/** A request that is refused. */
interface Refusal {
  readonly status: number;
  readonly errors?: Breaches;
}

/** An alert as the last accepted request left it. */
export interface StandInAlert {
  readonly status: 'open' | 'closed';
  /** How often it was opened since it was closed last. */
  readonly count: number;
  /** Of the request that opened it, or of one that sets it: those that only count it up change nothing. */
  readonly priority: string;
}

/** The Alert API of Opsgenie as documented, with one key. */
export interface OpsgenieStandIn extends ServiceStandIn<AcceptedAction> {
  /** By alias. */
  readonly alerts: ReadonlyMap<string, StandInAlert>;
}

/** What the service says with each status, where a test does not say otherwise. */
const WORDS: Readonly<Record<number, object>> = {
  202: { result: 'Request will be processed' },
  400: { message: 'Request body is not a valid JSON.' },
  401: { message: 'Could not authenticate' },
  403: { code: 40301, message: 'To perform this action, use an API key from an API integration.' },
  404: { message: 'No handler found' },
  415: { message: 'Unsupported media type' },
  422: { message: 'Request body is not processable. Please check the errors.' },
  429: { message: 'You are making too many requests!' },
};

/** By method and by what of an alert is addressed. */
const ACTIONS: Readonly<Record<string, AcceptedAction['action']>> = {
  'POST ': 'open',
  'POST close': 'close',
  'PUT priority': 'raise',
};

const BREACHES = { open: openBreaches, raise: raiseBreaches, close: closeBreaches };

/** @param options `apiKey` is the one key it knows */
export async function startOpsgenie({ apiKey }: { readonly apiKey: string }): Promise<OpsgenieStandIn> {
  const accepted: AcceptedAction[] = [];
  const alerts = new Map<string, StandInAlert>();
  const answer = (request: ServiceRequest): ServiceAnswer => {
    const read = readAction(request, apiKey);
    if (!('action' in read)) return { status: read.status, body: bodyOf(read.status, read.errors) };
    accepted.push(read);
    apply(read, alerts);
    return { status: 202, body: bodyOf(202) };
  };
  return { ...(await startServiceStandIn({ accepted, answer, bodyOf })), alerts };
}

function bodyOf(status: number, errors?: Breaches): object {
  const words = WORDS[status] ?? { message: 'Internal server error' };
  return { ...words, ...(errors && { errors }), took: 0.002, requestId: randomUUID() };
}

function readAction({ method, path, headers, body: text }: ServiceRequest, apiKey: string): AcceptedAction | Refusal {
  const { pathname, searchParams } = new URL(path, 'http://127.0.0.1');
  const [, id, part = ''] = /^\/v2\/alerts(?:\/([^/]+)\/(close|priority))?$/.exec(pathname) ?? ['', '', 'nothing'];
  const action = ACTIONS[`${method} ${part}`];
  if (action === undefined) return { status: 404 };
  if (headers.authorization !== `GenieKey ${apiKey}`) return { status: 401 };
  if (headers['content-type'] !== 'application/json') return { status: 415 };
  const body = fieldsIn(text);
  if (body === undefined) return { status: 400 };
  // Without the type the path names an alert by its id, and no alert has this one.
  if (id !== undefined && searchParams.get('identifierType') !== 'alias') return { status: 404 };
  const errors = BREACHES[action](body);
  if (Object.keys(errors).length > 0) return { status: 422, errors };
  return { action, alias: id === undefined ? String(body.alias) : decodeURIComponent(id), body };
}

/** Without an alert, one that closes or raises it changes nothing. */
function apply({ action, alias, body }: AcceptedAction, alerts: Map<string, StandInAlert>): void {
  const known = alerts.get(alias);
  if (action === 'close') {
    if (known !== undefined) alerts.set(alias, { ...known, status: 'closed' });
  } else if (action === 'raise') {
    if (known !== undefined) alerts.set(alias, { ...known, priority: String(body.priority) });
  } else if (known?.status === 'open') {
    alerts.set(alias, { ...known, count: known.count + 1 });
  } else {
    alerts.set(alias, { status: 'open', count: 1, priority: String(body.priority) });
  }
}
