import { CodedError } from '@headwind/bus/coded-error';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access } from './access.js';
import { readHeadwindPayload } from './headwind-payload.js';
import { type HeadwindSignatures, SIGNATURE_HEADER } from './headwind-signatures.js';
import { REQUEST_MALFORMED, UNAUTHORIZED } from './http-errors.js';
import type { ContinueTrace, EventIntake } from './intake.js';
import { sendInvalidEvents } from './invalid-events.js';
import { acceptJsonOnly } from './json-body.js';
import { parseOne } from './parse-events.js';

export const HEADWIND_PATH = '/v1/headwind';

/** Who publishes what comes in here. */
const SOURCE = 'headwind';

export interface HeadwindRouteParts {
  readonly intake: EventIntake;
  readonly access: Access;
  readonly signatures: HeadwindSignatures;
  /** @defaultValue publishing takes up no trace */
  readonly continueTrace?: ContinueTrace | undefined;
}

/**
 * `POST /v1/headwind`: what the generic webhook of the Headwind operator posts, one event a request. Where there are secrets
 * it must be signed, and needs no token; where there are none, it needs what publishing needs.
 */
export function mountHeadwindRoute(scope: FastifyInstance, parts: HeadwindRouteParts): void {
  const { intake, access, signatures, continueTrace = (_headers, run) => run() } = parts;

  acceptJsonOnly(scope, {
    check: (request, body) => {
      if (signatures.none) checkRole(request, access);
      else signatures.check(signatureOf(request), body);
    },
  });

  // Before the body is read, so that nobody without a signature makes the host read one.
  scope.addHook('onRequest', async (request) => {
    if (signatures.none) checkRole(request, access);
    else signatures.read(signatureOf(request));
  });

  scope.post(HEADWIND_PATH, async (request, reply) => {
    if (request.body === undefined) throw new CodedError(REQUEST_MALFORMED, 'The request has no body.');
    const parsed = parseOne(request.body, readHeadwindPayload);
    if ('errors' in parsed) return sendInvalidEvents(reply, parsed.errors);
    const { drafts } = parsed;
    const receipts = await continueTrace(request.headers, () => intake.publish(drafts, SOURCE));
    return reply.code(202).send({ events: receipts.map(({ id, duplicate }) => ({ id, duplicate })) });
  });
}

function signatureOf({ headers }: FastifyRequest): string | undefined {
  const header = headers[SIGNATURE_HEADER];
  return typeof header === 'string' ? header : undefined;
}

function checkRole(request: FastifyRequest, access: Access): void {
  const isSignedAlone = signatureOf(request) !== undefined && request.headers.authorization === undefined;
  // What the operator sends it cannot send otherwise: it is the host that lacks something.
  if (isSignedAlone && access.needsToken) {
    throw new CodedError(
      UNAUTHORIZED,
      'The request is signed, but the host has no secret to check the signature with.',
      {
        remedy:
          'Give the host the WEBHOOK_SECRET of the operator: `server.headwind.secrets` or HEADWIND_WEBHOOK_SECRET.',
      },
    );
  }
  access.check(request, 'publish');
}
