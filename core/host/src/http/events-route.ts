import { CodedError } from '@headwind/bus/coded-error';
import { EVENT_INVALID } from '@headwind/bus/errors';
import { parsePayload } from '@headwind/bus/event-schema';
import type { EventDraft } from '@headwind/plugin-api';
import type { FastifyInstance } from 'fastify';
import type { Access } from './access.js';
import { BATCH_TOO_LARGE, REQUEST_MALFORMED } from './http-errors.js';
import type { ContinueTrace, EventIntake } from './intake.js';
import { acceptJsonOnly } from './json-body.js';
import type { FieldError } from './problem-details.js';
import { EVENTS_IN_A_REQUEST } from './request-schemas.js';
import { sendProblem } from './send-problem.js';

export const EVENTS_PATH = '/v1/events';

/** At most so many wrong fields are listed in one answer. */
const LISTED_ERRORS_LIMIT = 100;

/** `POST /v1/events`: the specification's payload, or an array of them, to be stored all or not at all. */
export function mountEventsRoute(
  scope: FastifyInstance,
  intake: EventIntake,
  access: Access,
  continueTrace: ContinueTrace = (_headers, run) => run(),
): void {
  acceptJsonOnly(scope);

  // Before the body is read, so that nobody without a token makes the host read one.
  scope.addHook('onRequest', async (request) => access.check(request, 'publish'));

  scope.post(EVENTS_PATH, async (request, reply) => {
    if (request.body === undefined) throw new CodedError(REQUEST_MALFORMED, 'The request has no body.');
    const parsed = parseBody(request.body);
    if ('errors' in parsed) return sendProblem(reply, invalidEvents(parsed.errors), listed(parsed.errors));
    const { drafts } = parsed;
    const receipts = await continueTrace(request.headers, () => intake.publish(drafts, 'api'));
    return reply.code(202).send({ events: receipts.map(({ id, duplicate }) => ({ id, duplicate })) });
  });
}

type ParsedBody = { readonly drafts: readonly EventDraft[] } | { readonly errors: readonly FieldError[] };

function parseBody(body: unknown): ParsedBody {
  if (!Array.isArray(body)) return parseAll([body], () => '');
  if (body.length === 0) return { errors: [{ pointer: '', detail: 'empty array; expected at least one event' }] };
  if (body.length > EVENTS_IN_A_REQUEST) {
    throw new CodedError(
      BATCH_TOO_LARGE,
      `The array holds ${body.length} events; at most ${EVENTS_IN_A_REQUEST} are allowed.`,
    );
  }
  return parseAll(body, (index) => `/${index}`);
}

function parseAll(values: readonly unknown[], pointerTo: (index: number) => string): ParsedBody {
  const drafts: EventDraft[] = [];
  const errors: FieldError[] = [];
  for (const [index, value] of values.entries()) {
    const result = parsePayload(value);
    if ('draft' in result) drafts.push(result.draft);
    else
      errors.push(
        ...result.issues.map(({ pointer, message }) => ({ pointer: pointerTo(index) + pointer, detail: message })),
      );
  }
  return errors.length > 0 ? { errors } : { drafts };
}

function invalidEvents(errors: readonly FieldError[]): CodedError {
  const [first] = errors;
  if (first !== undefined && errors.length === 1) {
    return new CodedError(EVENT_INVALID, `${first.pointer || 'The body'}: ${first.detail}.`);
  }
  return new CodedError(EVENT_INVALID, `${errors.length} things are wrong; see \`errors\`.`);
}

function listed(errors: readonly FieldError[]): readonly FieldError[] {
  return errors.slice(0, LISTED_ERRORS_LIMIT);
}
