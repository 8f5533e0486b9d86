import { EVENT_INVALID, EVENT_TOO_LARGE, QUEUE_FULL } from '@headwind/bus/errors';
import { acceptedAnswer, tailAnswer } from '../answer-schemas.js';
import { CLOUDEVENT_MEDIA_TYPE, CLOUDEVENTS_BATCH_MEDIA_TYPE } from '../cloudevents/content-mode.js';
import { cloudEventBody, cloudEventsBody, handshakeHeaders, publishHeaders } from '../cloudevents/request-schemas.js';
import { EVENTS_PATH } from '../events-route.js';
import {
  BATCH_TOO_LARGE,
  BODY_TOO_LARGE,
  CONTENT_TYPE_UNSUPPORTED,
  CROSS_ORIGIN,
  FORBIDDEN,
  REQUEST_MALFORMED,
  TAIL_FULL,
  UNAUTHORIZED,
} from '../http-errors.js';
import { eventsBody, tailQuery } from '../request-schemas.js';
import { GUARDED, OF_QUEUE, type Operation } from './operation.js';

/** `/v1/events` */
export const eventOperations: readonly Operation[] = [
  {
    id: 'publishEvents',
    method: 'post',
    path: EVENTS_PATH,
    summary: 'Publish one event, or up to 1,000 of them, all or none',
    role: 'publish',
    headers: publishHeaders,
    body: {
      required: true,
      schema: eventsBody,
      others: { [CLOUDEVENT_MEDIA_TYPE]: cloudEventBody, [CLOUDEVENTS_BATCH_MEDIA_TYPE]: cloudEventsBody },
    },
    answers: [{ status: 202, description: 'They are stored for good.', schema: acceptedAnswer }],
    errors: [
      UNAUTHORIZED,
      FORBIDDEN,
      CROSS_ORIGIN,
      REQUEST_MALFORMED,
      CONTENT_TYPE_UNSUPPORTED,
      BODY_TOO_LARGE,
      BATCH_TOO_LARGE,
      EVENT_TOO_LARGE,
      EVENT_INVALID,
      QUEUE_FULL,
      ...OF_QUEUE,
    ],
  },
  {
    id: 'validateWebhook',
    method: 'options',
    path: EVENTS_PATH,
    summary: 'Ask whether CloudEvents are wanted',
    role: 'public',
    headers: handshakeHeaders,
    answers: [
      { status: 200, description: 'They are; `WebHook-Allowed-Origin` and `WebHook-Allowed-Rate` say so.' },
      { status: 204, description: 'Nobody asked in a `WebHook-Request-Origin`; `Allow` has the methods.' },
    ],
    errors: [],
  },
  {
    id: 'tailEvents',
    method: 'get',
    path: '/v1/events/tail',
    summary: 'Follow events and what becomes of them, live',
    role: 'read',
    query: tailQuery,
    answers: [
      {
        status: 200,
        description: 'One JSON a line as things happen, and an empty line every 15 seconds, until somebody hangs up.',
        mediaType: 'application/x-ndjson',
        schema: tailAnswer,
      },
    ],
    errors: [...GUARDED, TAIL_FULL],
  },
];
