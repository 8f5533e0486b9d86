import { CURSOR_INVALID } from '@headwind/bus/errors';
import { CHANNEL_NOT_FOUND } from '../../config/config-errors.js';
import {
  deadLettersDiscardAnswer,
  deadLettersReplayAnswer,
  deliveriesAnswer,
  deliveryDetailsAnswer,
  replayedAnswer,
} from '../answer-schemas.js';
import { DELIVERY_NOT_DEAD, DELIVERY_NOT_FOUND } from '../http-errors.js';
import { deadLettersBody, deliveriesQuery } from '../request-schemas.js';
import { GUARDED, NOTHING, OF_QUEUE, type Operation, WITH_BODY } from './operation.js';

/** `/v1/deliveries` and `/v1/dead-letters` */
export const deliveryOperations: readonly Operation[] = [
  {
    id: 'listDeliveries',
    method: 'get',
    path: '/v1/deliveries',
    summary: 'List deliveries',
    role: 'read',
    query: deliveriesQuery,
    answers: [{ status: 200, description: 'A page of them.', schema: deliveriesAnswer }],
    errors: [...GUARDED, CURSOR_INVALID, ...OF_QUEUE],
  },
  ...oneDelivery('/v1/deliveries/{id}', ''),
  ...oneDelivery('/v1/deliveries/{eventId}/{channel}', 'OfEvent'),
  {
    id: 'replayDeadLetters',
    method: 'post',
    path: '/v1/dead-letters/replay',
    summary: 'Send dead letters on their way again, oldest first',
    role: 'operate',
    body: { required: true, schema: deadLettersBody },
    answers: [{ status: 200, description: 'How many, and where to go on.', schema: deadLettersReplayAnswer }],
    errors: [...WITH_BODY, CURSOR_INVALID, ...OF_QUEUE],
  },
  {
    id: 'discardDeadLetters',
    method: 'post',
    path: '/v1/dead-letters/discard',
    summary: 'Throw dead letters away for good, oldest first',
    role: 'operate',
    body: { required: true, schema: deadLettersBody },
    answers: [{ status: 200, description: 'How many, and where to go on.', schema: deadLettersDiscardAnswer }],
    errors: [...WITH_BODY, CURSOR_INVALID, ...OF_QUEUE],
  },
];

/** @param suffix tells the two forms of the path apart */
function oneDelivery(path: string, suffix: string): Operation[] {
  return [
    {
      id: `getDelivery${suffix}`,
      method: 'get',
      path,
      summary: 'Show a delivery with the attempts made at it',
      role: 'read',
      answers: [{ status: 200, description: 'The delivery.', schema: deliveryDetailsAnswer }],
      errors: [...GUARDED, DELIVERY_NOT_FOUND, ...OF_QUEUE],
    },
    {
      id: `discardDeadLetter${suffix}`,
      method: 'delete',
      path,
      summary: 'Throw a dead letter away for good',
      role: 'operate',
      answers: [{ status: 204, description: 'It is gone.' }],
      errors: [...GUARDED, DELIVERY_NOT_FOUND, DELIVERY_NOT_DEAD, ...OF_QUEUE],
    },
    {
      id: `replayDeadLetter${suffix}`,
      method: 'post',
      path: `${path}/replay`,
      summary: 'Send a dead letter on its way again',
      role: 'operate',
      body: NOTHING,
      answers: [{ status: 202, description: 'It is on its way.', schema: replayedAnswer }],
      errors: [...WITH_BODY, DELIVERY_NOT_FOUND, CHANNEL_NOT_FOUND, DELIVERY_NOT_DEAD, ...OF_QUEUE],
    },
  ];
}
