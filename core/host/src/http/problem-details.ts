import { CodedError, type ErrorEntry, isCodedError } from '@headwind/bus/coded-error';
import {
  BUS_STOPPING,
  CURSOR_INVALID,
  EVENT_INVALID,
  EVENT_TOO_LARGE,
  QUEUE_FULL,
  QUEUE_UNAVAILABLE,
} from '@headwind/bus/errors';
import { CHANNEL_NOT_FOUND } from '../config/config-errors.js';
import {
  BATCH_TOO_LARGE,
  BODY_TOO_LARGE,
  CONFIGURATION_INVALID,
  CONTENT_TYPE_UNSUPPORTED,
  CROSS_ORIGIN,
  DELIVERY_NOT_DEAD,
  DELIVERY_NOT_FOUND,
  FILTER_INVALID,
  FORBIDDEN,
  HEADERS_TOO_LARGE,
  INTERNAL_ERROR,
  METHOD_NOT_ALLOWED,
  NOT_FOUND,
  PLUGIN_ROUTE_FAILED,
  REQUEST_MALFORMED,
  REQUEST_TIMEOUT,
  SIGNATURE_INVALID,
  SIGNATURE_MISSING,
  TAIL_FULL,
  UNAUTHORIZED,
} from './http-errors.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** One wrong field. */
export interface FieldError {
  /** A JSON Pointer (RFC 6901) into the body of the request: `/deployment/name`; empty for the whole body. */
  readonly pointer: string;
  readonly detail: string;
}

/** One wrong field as a sentence. */
export function problemSentence(whole: string, { pointer, detail }: FieldError): string {
  return `${pointer || whole}: ${detail}${detail.endsWith('?') ? '' : '.'}`;
}

/** The body of every answer that is an error (RFC 9457). */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What was found and what to do. */
  readonly detail: string;
  /** A code of the error table. */
  readonly code: string;
  readonly errors?: readonly FieldError[];
}

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Long enough for a burst to drain or a host to restart, short enough that nobody forgets the event. */
const TRY_AGAIN = { 'retry-after': '5' };

/** Every 401 names what it asks for (RFC 9110, section 15.5.2); no scheme is registered for a signature. */
const SIGN_IT = { 'www-authenticate': 'X-Headwind-Signature' };

const PROBLEM_KINDS = new Map<string, ProblemKind>([
  [REQUEST_MALFORMED.code, { status: 400, title: 'Malformed request' }],
  [UNAUTHORIZED.code, { status: 401, title: 'Unauthorized', headers: { 'www-authenticate': 'Bearer' } }],
  [SIGNATURE_MISSING.code, { status: 401, title: 'Signature missing', headers: SIGN_IT }],
  [SIGNATURE_INVALID.code, { status: 401, title: 'Invalid signature', headers: SIGN_IT }],
  [CURSOR_INVALID.code, { status: 400, title: 'Invalid cursor' }],
  [FORBIDDEN.code, { status: 403, title: 'Forbidden' }],
  [CROSS_ORIGIN.code, { status: 403, title: 'Cross origin' }],
  [NOT_FOUND.code, { status: 404, title: 'Not found' }],
  [DELIVERY_NOT_FOUND.code, { status: 404, title: 'Delivery not found' }],
  [CHANNEL_NOT_FOUND.code, { status: 404, title: 'Channel not found' }],
  [METHOD_NOT_ALLOWED.code, { status: 405, title: 'Method not allowed' }],
  [DELIVERY_NOT_DEAD.code, { status: 409, title: 'Not a dead letter' }],
  [REQUEST_TIMEOUT.code, { status: 408, title: 'Request timed out' }],
  [BODY_TOO_LARGE.code, { status: 413, title: 'Body too large' }],
  [EVENT_TOO_LARGE.code, { status: 413, title: 'Event too large' }],
  [BATCH_TOO_LARGE.code, { status: 413, title: 'Too many events at once' }],
  [
    CONTENT_TYPE_UNSUPPORTED.code,
    {
      status: 415,
      title: 'Unsupported content type',
      headers: { accept: 'application/json', 'accept-encoding': 'identity' },
    },
  ],
  [EVENT_INVALID.code, { status: 422, title: 'Invalid event' }],
  [FILTER_INVALID.code, { status: 422, title: 'Invalid filter' }],
  [CONFIGURATION_INVALID.code, { status: 422, title: 'Invalid configuration' }],
  [QUEUE_FULL.code, { status: 429, title: 'Queue full', headers: TRY_AGAIN }],
  [HEADERS_TOO_LARGE.code, { status: 431, title: 'Headers too large' }],
  [INTERNAL_ERROR.code, { status: 500, title: 'Internal error' }],
  [PLUGIN_ROUTE_FAILED.code, { status: 500, title: 'Plugin failed' }],
  [QUEUE_UNAVAILABLE.code, { status: 503, title: 'Queue unavailable', headers: TRY_AGAIN }],
  [TAIL_FULL.code, { status: 503, title: 'Too many readers', headers: TRY_AGAIN }],
  [BUS_STOPPING.code, { status: 503, title: 'Host stopping', headers: TRY_AGAIN }],
]);

const INTERNAL_KIND: ProblemKind = { status: 500, title: 'Internal error' };

/** An answer that is an error, ready to be sent. */
export interface ProblemReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemDetails;
}

/** The status of the answer to an error. */
export function statusOf({ code }: Pick<ErrorEntry, 'code'>): number {
  return (PROBLEM_KINDS.get(code) ?? INTERNAL_KIND).status;
}

/** Whether the error is one that the requester may read in full. */
export function isProblem(error: unknown): error is CodedError {
  return isCodedError(error) && PROBLEM_KINDS.has(error.code);
}

/** The answer to give for an error; one that is not meant for the requester becomes `INTERNAL_ERROR`. */
export function problemReply(error: unknown, errors: readonly FieldError[] = []): ProblemReply {
  const shown = isProblem(error) ? error : new CodedError(INTERNAL_ERROR, 'The host failed to handle the request.');
  const kind = PROBLEM_KINDS.get(shown.code) ?? INTERNAL_KIND;
  return {
    status: kind.status,
    headers: { ...kind.headers, 'content-type': PROBLEM_MEDIA_TYPE },
    body: {
      type: `https://headwind.sh/problems/${shown.code.toLowerCase().replaceAll('_', '-')}`,
      title: kind.title,
      status: kind.status,
      detail: `${shown.found} ${shown.remedy}`,
      code: shown.code,
      ...(errors.length > 0 && { errors }),
    },
  };
}
