import { CHANNEL_NOT_FOUND } from '../../config/config-errors.js';
import { channelAnswer, channelsAnswer } from '../answer-schemas.js';
import { GUARDED, NOTHING, OF_QUEUE, type Operation, WITH_BODY } from './operation.js';

/** `/v1/channels` */
export const channelOperations: readonly Operation[] = [
  {
    id: 'listChannels',
    method: 'get',
    path: '/v1/channels',
    summary: 'Show how each channel is',
    role: 'read',
    answers: [{ status: 200, description: 'The channels.', schema: channelsAnswer }],
    errors: [...GUARDED, ...OF_QUEUE],
  },
  {
    id: 'getChannel',
    method: 'get',
    path: '/v1/channels/{name}',
    summary: 'Show how a channel is',
    role: 'read',
    answers: [{ status: 200, description: 'The channel.', schema: channelAnswer }],
    errors: [...GUARDED, CHANNEL_NOT_FOUND, ...OF_QUEUE],
  },
  {
    id: 'pauseChannel',
    method: 'post',
    path: '/v1/channels/{name}/pause',
    summary: 'Make no more attempts for a channel until it is resumed',
    role: 'operate',
    body: NOTHING,
    answers: [{ status: 200, description: 'The channel, paused.', schema: channelAnswer }],
    errors: [...WITH_BODY, CHANNEL_NOT_FOUND, ...OF_QUEUE],
  },
  {
    id: 'resumeChannel',
    method: 'post',
    path: '/v1/channels/{name}/resume',
    summary: 'Go on with a channel that is paused or disabled',
    role: 'operate',
    body: NOTHING,
    answers: [{ status: 200, description: 'The channel, which goes on.', schema: channelAnswer }],
    errors: [...WITH_BODY, CHANNEL_NOT_FOUND, ...OF_QUEUE],
  },
];
