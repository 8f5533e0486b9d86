import { CodedError } from '@headwind/bus/coded-error';
import { type ParsedDraft, parsePayload } from '@headwind/bus/event-schema';
import type { FastifyInstance } from 'fastify';
import type { Access } from './access.js';
import { CLOUDEVENT_MEDIA_TYPE, CLOUDEVENTS_BATCH_MEDIA_TYPE } from './cloudevents/content-mode.js';
import { parseCloudEvents } from './cloudevents/parse-request.js';
import { undeclared } from './cloudevents/structured-mode.js';
import { withTraceOf } from './cloudevents/trace-headers.js';
import { REQUEST_MALFORMED } from './http-errors.js';
import type { ContinueTrace, EventIntake } from './intake.js';
import { sendInvalidEvents } from './invalid-events.js';
import { acceptJsonOnly } from './json-body.js';
import { type ParsedEvents, parseMany, parseOne } from './parse-events.js';

export const EVENTS_PATH = '/v1/events';

const MEDIA_TYPES = ['application/json', CLOUDEVENT_MEDIA_TYPE, CLOUDEVENTS_BATCH_MEDIA_TYPE];

/**
 * `POST /v1/events`: the specification's payload, or an array of them, to be stored all or not at all; or CloudEvents, in
 * any of their modes.
 */
export function mountEventsRoute(
  scope: FastifyInstance,
  intake: EventIntake,
  access: Access,
  continueTrace: ContinueTrace = (_headers, run) => run(),
): void {
  acceptJsonOnly(scope, { mediaTypes: MEDIA_TYPES });

  // Before the body is read, so that nobody without a token makes the host read one.
  scope.addHook('onRequest', async (request) => access.check(request, 'publish'));

  scope.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode === 415) reply.header('accept', MEDIA_TYPES.join(', '));
  });

  scope.post(EVENTS_PATH, async (request, reply) => {
    if (request.body === undefined) throw new CodedError(REQUEST_MALFORMED, 'The request has no body.');
    const parsed = parseCloudEvents(request.raw, request.body) ?? parsePayloads(request.body);
    if ('errors' in parsed) return sendInvalidEvents(reply, parsed.errors);
    const { drafts } = parsed;
    const headers = withTraceOf(drafts, request.headers);
    const receipts = drafts.length === 0 ? [] : await continueTrace(headers, () => intake.publish(drafts, 'api'));
    return reply.code(202).send({ events: receipts.map(({ id, duplicate }) => ({ id, duplicate })) });
  });
}

function parsePayloads(body: unknown): ParsedEvents {
  if (!Array.isArray(body)) return parseOne(body, (value) => parsePlain(value, false));
  if (body.length === 0) return { errors: [{ pointer: '', detail: 'empty array; expected at least one event' }] };
  return parseMany(body, (value) => parsePlain(value, true));
}

function parsePlain(value: unknown, isInArray: boolean): ParsedDraft {
  const issue = undeclared(value, isInArray);
  return issue === undefined ? parsePayload(value) : { issues: [issue] };
}
