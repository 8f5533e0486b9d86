import { payloadSchema } from '@headwind/bus/event-schema';
import { EVENT_KINDS } from '@headwind/plugin-api';
import { z } from 'zod';
import { LOG_LEVELS } from '../config/host-schema.js';
import { deliveryState } from './answer-schemas.js';

/** What requests may say, for checking them and for the OpenAPI document. */

const time = z.iso
  .datetime({ offset: true, error: 'expected an RFC 3339 time, for example 2026-11-23T10:30:00Z' })
  .transform((text) => Date.parse(text));

const workload = z.string().regex(/^[^/]+\/[^/]+$/, 'expected <namespace>/<name>');

const deadLetterConditions = {
  channel: z.string().exactOptional().meta({ description: 'The name of the channel.' }),
  event: z.enum(EVENT_KINDS).exactOptional().meta({ description: 'The kind of the event.' }),
  eventId: z.string().exactOptional().meta({ description: 'The id of the event.' }),
  namespace: z.string().exactOptional().meta({ description: 'The namespace of the workload.' }),
  workload: workload.exactOptional().meta({ description: 'The workload, as `<namespace>/<name>`.' }),
  from: time.exactOptional().meta({ description: 'Events stored at this time or later. RFC 3339.' }),
  to: time.exactOptional().meta({ description: 'Events stored before this time. RFC 3339.' }),
};

/** Of a query, where every value is text. */
function limitInQuery(most: number, unless: number) {
  return z
    .string()
    .refine(
      (text) => /^\d{1,9}$/.test(text) && Number(text) >= 1 && Number(text) <= most,
      `expected a whole number from 1 to ${most}`,
    )
    .optional()
    .transform((text) => (text === undefined ? unless : Number(text)))
    .meta({ type: 'integer', minimum: 1, maximum: most, description: `At most so many; ${unless} unless said.` });
}

function limitInBody(most: number, unless: number) {
  const expected = `expected a whole number from 1 to ${most}`;
  return z.int().min(1, expected).max(most, expected).default(unless);
}

const cursor = z.string().exactOptional().meta({ description: 'The `next` of the answer before.' });

export const deliveriesQuery = z.strictObject({
  state: deliveryState.exactOptional(),
  ...deadLetterConditions,
  order: z.enum(['newest', 'oldest']).default('newest').meta({ description: 'By when the events were stored.' }),
  limit: limitInQuery(500, 50),
  cursor,
});

const NO_CONDITION = 'expected at least one condition, or `all: true` for every dead letter';

const deadLettersFields = z.strictObject({
  ...deadLetterConditions,
  all: z.literal(true).exactOptional().meta({ description: 'Every dead letter, where there is no condition.' }),
  limit: limitInBody(10_000, 1_000).meta({ description: 'At most so many in this request.' }),
  cursor,
  dryRun: z.boolean().default(false).meta({ description: 'Only count them.' }),
});

export const deadLettersBody = deadLettersFields.refine(
  ({ limit, cursor: after, dryRun, ...conditions }) => Object.keys(conditions).length > 0,
  // A misspelt condition is enough to be told of.
  { error: NO_CONDITION, when: ({ issues }) => issues.length === 0 },
);

export const tailQuery = z.strictObject({
  channel: deadLetterConditions.channel,
  event: deadLetterConditions.event,
  namespace: deadLetterConditions.namespace,
  workload: deadLetterConditions.workload,
});

export const logLevelBody = z.strictObject({
  level: z.enum(LOG_LEVELS),
  instance: z.string().exactOptional().meta({ description: 'Of this instance alone.' }),
});

export const emptyBody = z.strictObject({});

/** At most so many events in one request: what one transaction of the queue takes without making others wait. */
export const EVENTS_IN_A_REQUEST = 1_000;

/** One event, or an array of them. */
export const eventsBody = z.union([payloadSchema, z.array(payloadSchema).min(1).max(EVENTS_IN_A_REQUEST)]);

/** One event of the Headwind operator; what is unknown or too long does no harm there. */
export const headwindBody = payloadSchema
  .omit({ id: true })
  .required({ timestamp: true })
  .extend({ deployment: payloadSchema.shape.deployment.loose() })
  .loose();
