import { payloadSchema } from '@headwind/bus/event-schema';
import { z } from 'zod';
import { EVENTS_IN_A_REQUEST } from '../request-schemas.js';
import { attributesSchema, extensionSchema } from './attributes.js';

/** What requests with CloudEvents may say, for the OpenAPI document. */

/** The specification's payload, less what the attributes say already. */
const data = payloadSchema.omit({ id: true }).partial({ event: true }).meta({
  description: '`event` may be left out, for `type` says it; `timestamp` is by default the attribute `time`.',
});

export const cloudEventBody = attributesSchema
  .extend({
    data: data.exactOptional(),
    data_base64: z.string().exactOptional().meta({ description: 'The data as JSON in base64, in place of `data`.' }),
  })
  .catchall(extensionSchema.nullable());

export const cloudEventsBody = z.array(cloudEventBody).max(EVENTS_IN_A_REQUEST);

const ofBinary = 'Of a CloudEvent in binary mode, with the other attributes in headers `ce-<name>`';

export const publishHeaders = z.strictObject({
  'ce-specversion': z
    .literal('1.0')
    .exactOptional()
    .meta({ description: `${ofBinary}.` }),
  'ce-id': z
    .string()
    .exactOptional()
    .meta({ description: `${ofBinary}.` }),
  'ce-source': z
    .string()
    .exactOptional()
    .meta({ description: `${ofBinary}.` }),
  'ce-type': attributesSchema.shape.type.exactOptional().meta({ description: `${ofBinary}.` }),
});

export const handshakeHeaders = z.strictObject({
  'WebHook-Request-Origin': z.string().exactOptional().meta({ description: 'Who wants to deliver CloudEvents.' }),
  'WebHook-Request-Rate': z.string().exactOptional().meta({ description: 'How many requests a minute.' }),
});
