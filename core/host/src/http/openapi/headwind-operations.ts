import { EVENT_INVALID, EVENT_TOO_LARGE, QUEUE_FULL } from '@headwind/bus/errors';
import { acceptedAnswer } from '../answer-schemas.js';
import { HEADWIND_PATH } from '../headwind-route.js';
import {
  BODY_TOO_LARGE,
  CONTENT_TYPE_UNSUPPORTED,
  CROSS_ORIGIN,
  FORBIDDEN,
  REQUEST_MALFORMED,
  SIGNATURE_INVALID,
  SIGNATURE_MISSING,
  UNAUTHORIZED,
} from '../http-errors.js';
import { headwindBody } from '../request-schemas.js';
import { OF_QUEUE, type Operation } from './operation.js';

/** `/v1/headwind` */
export const headwindOperations: readonly Operation[] = [
  {
    id: 'publishHeadwindEvent',
    method: 'post',
    path: HEADWIND_PATH,
    summary: 'Publish what the generic webhook of the Headwind operator posts',
    role: 'publish',
    signed: true,
    body: { required: true, schema: headwindBody },
    answers: [{ status: 202, description: 'It is stored for good.', schema: acceptedAnswer }],
    errors: [
      SIGNATURE_MISSING,
      SIGNATURE_INVALID,
      UNAUTHORIZED,
      FORBIDDEN,
      CROSS_ORIGIN,
      REQUEST_MALFORMED,
      CONTENT_TYPE_UNSUPPORTED,
      BODY_TOO_LARGE,
      EVENT_TOO_LARGE,
      EVENT_INVALID,
      QUEUE_FULL,
      ...OF_QUEUE,
    ],
  },
];
