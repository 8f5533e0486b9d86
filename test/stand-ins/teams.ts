import {
  type ServiceAnswer,
  type ServiceRequest,
  type ServiceStandIn,
  startServiceStandIn,
} from './service-stand-in.js';
import { cardFault } from './teams-card.js';
import { connectorAnswer, connectorFailure, powerAutomateError } from './teams-errors.js';

/** Teams documents 28 KB ("Create Incoming Webhooks", Microsoft Learn). Bytes. */
const SIZE_LIMIT = 28 * 1024;

const WORKFLOW_PATH = '/powerautomate/automations/direct/workflows/7c6a180b36b96a57/triggers/manual/paths/invoke';
const WORKFLOW_QUERY = 'api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=tt-ZlkqlxgvJWzS4ZEl';
const CONNECTOR_PATH = '/webhookb2/b1946ac92492d234@7c6a180b36b96a57/IncomingWebhook/92492d2347c6235b/4d236d9a2d102c5f';

/**
 * A Workflows webhook answers 202 whatever the run of the workflow then makes of the message; an Office 365 connector
 * answers 200 and `1`, or 200 and what went wrong.
 */
export type TeamsWebhook = 'workflow' | 'connector';

/** Microsoft Teams as documented. It accepts the messages that then stand in the channel. */
export interface TeamsStandIn extends ServiceStandIn<unknown> {
  /** The webhook's URL, whole. */
  readonly url: string;
  /** Why runs of the workflow failed after a 202, which the sender never learns. */
  readonly failedRuns: readonly string[];
}

export async function startTeams(webhook: TeamsWebhook = 'workflow'): Promise<TeamsStandIn> {
  const accepted: unknown[] = [];
  const failedRuns: string[] = [];

  function runWorkflow(message: unknown): ServiceAnswer {
    const fault = cardFault(message);
    if (fault === undefined) accepted.push(message);
    else failedRuns.push(fault);
    return { status: 202 };
  }

  function postThroughConnector(message: unknown): ServiceAnswer {
    if (cardFault(message) !== undefined) return connectorFailure(400);
    accepted.push(message);
    return connectorAnswer('1');
  }

  const isWorkflow = webhook === 'workflow';
  const refusalOf = isWorkflow ? workflowRefusal : connectorRefusal;
  const post = isWorkflow ? runWorkflow : postThroughConnector;
  const standIn = await startServiceStandIn({
    accepted,
    answer: (request) => refusalOf(request) ?? post(jsonIn(request.rawBody)),
    bodyOf: powerAutomateError,
  });
  const path = isWorkflow ? `${WORKFLOW_PATH}?${WORKFLOW_QUERY}` : CONNECTOR_PATH;
  return { ...standIn, url: `${standIn.url}${path}`, failedRuns };
}

/** What a workflow's webhook refuses before anything runs. */
function workflowRefusal(request: ServiceRequest): ServiceAnswer | undefined {
  const [pathname, query = ''] = request.path.split('?');
  if (pathname !== WORKFLOW_PATH) return refusal(404);
  if (request.method !== 'POST') return refusal(405);
  if (!new URLSearchParams(query).has('sig')) return refusal(401);
  if (query !== WORKFLOW_QUERY) return refusal(403);
  if (request.rawBody.length > SIZE_LIMIT) return refusal(413);
  return isJson(request) ? undefined : refusal(400);
}

function connectorRefusal(request: ServiceRequest): ServiceAnswer | undefined {
  if (request.path.split('?')[0] !== CONNECTOR_PATH) return refusal(404);
  if (request.method !== 'POST') return refusal(405);
  if (request.rawBody.length > SIZE_LIMIT) return connectorFailure(413);
  return isJson(request) ? undefined : refusal(400);
}

function refusal(status: number): ServiceAnswer {
  return { status, body: powerAutomateError(status) };
}

function isJson({ headers, rawBody }: ServiceRequest): boolean {
  return /^application\/json\b/.test(headers['content-type'] ?? '') && jsonIn(rawBody) !== undefined;
}

function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
