import { CodedError } from '@headwind/bus/coded-error';
import type { ChannelStatus } from '@headwind/plugin-api';
import type { FastifyInstance } from 'fastify';
import { CHANNEL_NOT_FOUND } from '../config/config-errors.js';
import type { Access } from './access.js';
import { channelAnswerOf } from './answers.js';
import { acceptJsonOnly } from './json-body.js';
import { readParameters } from './read-parameters.js';
import { emptyBody } from './request-schemas.js';
import { requireRole } from './require-role.js';
import type { Steering } from './steering.js';

/** `/v1/channels`: how each channel is, and the operator's hand on it. */
export function mountChannelsRoutes(
  scope: FastifyInstance,
  steering: Pick<Steering, 'channels' | 'redact'>,
  access: Access,
): void {
  acceptJsonOnly(scope);
  const { channels } = steering;
  const redact = (text: string): string => steering.redact(text);
  const read = requireRole(access, 'read');
  const operate = requireRole(access, 'operate');

  scope.get('/v1/channels', read, async () => ({
    channels: (await channels.list()).map((status) => channelAnswerOf(status, redact)),
  }));

  scope.get<Named>('/v1/channels/:name', read, async ({ params: { name } }) => answer(name, await channels.find(name)));

  scope.post<Named>('/v1/channels/:name/pause', operate, async ({ params: { name }, body }) => {
    readParameters(emptyBody, body);
    return answer(name, await channels.pause(name));
  });

  scope.post<Named>('/v1/channels/:name/resume', operate, async ({ params: { name }, body }) => {
    readParameters(emptyBody, body);
    return answer(name, await channels.resume(name));
  });

  function answer(name: string, status: ChannelStatus | undefined): Record<string, unknown> {
    if (status !== undefined) return channelAnswerOf(status, redact);
    throw new CodedError(CHANNEL_NOT_FOUND, `The configuration has no channel ${JSON.stringify(name)}.`, {
      remedy: 'List the channels with GET /v1/channels.',
    });
  }
}

interface Named {
  Params: { name: string };
}
