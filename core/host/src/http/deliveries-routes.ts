import { CodedError } from '@headwind/bus/coded-error';
import type { DeliveryFilter } from '@headwind/bus/queue';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access } from './access.js';
import { deliveryDetails, deliverySummary } from './answers.js';
import { DELIVERY_NOT_DEAD, DELIVERY_NOT_FOUND } from './http-errors.js';
import { acceptJsonOnly } from './json-body.js';
import { readParameters } from './read-parameters.js';
import { deadLettersBody, deliveriesQuery, emptyBody } from './request-schemas.js';
import { requireRole } from './require-role.js';
import type { Steering } from './steering.js';
import { whileWaitedFor } from './while-waited-for.js';

/** `/v1/deliveries` and `/v1/dead-letters`: what was sent, what was not and why, and how to send it again. */
export function mountDeliveriesRoutes(
  scope: FastifyInstance,
  steering: Pick<Steering, 'deliveries' | 'redact'>,
  access: Access,
): void {
  acceptJsonOnly(scope);
  const { deliveries } = steering;
  const redact = (text: string): string => steering.redact(text);
  const read = requireRole(access, 'read');
  const operate = requireRole(access, 'operate');

  scope.get('/v1/deliveries', requireRole(access, 'read', deliveriesQuery), async (request) => {
    const { limit, order, cursor, ...conditions } = readParameters(deliveriesQuery, request.query);
    const page = { limit, order, ...(cursor !== undefined && { after: cursor }) };
    const { deliveries: found, next = null } = await deliveries.list(filterOf(conditions), page);
    return { deliveries: found.map((delivery) => deliverySummary(delivery, redact)), next };
  });

  // Event ids have no slash: `<event id>/<channel>` may stand in a path as it is, or as one segment, encoded.
  for (const path of ['/v1/deliveries/:id', '/v1/deliveries/:id/:channel']) {
    scope.get(path, read, async (request) => deliveryDetails(await find(idOf(request)), redact));

    scope.delete(path, operate, async (request, reply) => {
      const id = idOf(request);
      if (!(await deliveries.discard(id))) throw await whyNot(id);
      return reply.code(204).send();
    });

    scope.post(`${path}/replay`, operate, async (request, reply) => {
      readParameters(emptyBody, request.body);
      const id = idOf(request);
      if (!(await deliveries.replay(id))) throw await whyNot(id);
      return reply.code(202).send({ id, state: 'pending' });
    });
  }

  scope.post('/v1/dead-letters/replay', operate, async (request, reply) => {
    const { filter, page, dryRun } = deadLettersOf(request.body);
    const { count, next = null } = await whileWaitedFor(reply, (signal) =>
      dryRun
        ? deliveries.countReplayable(filter, { ...page, signal })
        : deliveries.replayDeadLetters(filter, { ...page, signal }),
    );
    return dryRun ? { matching: count, next } : { replayed: count, next };
  });

  scope.post('/v1/dead-letters/discard', operate, async (request, reply) => {
    const { filter, page, dryRun } = deadLettersOf(request.body);
    const { count, next = null } = await whileWaitedFor(reply, (signal) =>
      dryRun
        ? deliveries.countDeadLetters(filter, { ...page, signal })
        : deliveries.discardDeadLetters(filter, { ...page, signal }),
    );
    return dryRun ? { matching: count, next } : { discarded: count, next };
  });

  async function find(id: string) {
    const details = await deliveries.find(id);
    if (details === undefined) throw new CodedError(DELIVERY_NOT_FOUND, `There is no delivery ${JSON.stringify(id)}.`);
    return details;
  }

  async function whyNot(id: string): Promise<CodedError> {
    const { delivery } = await find(id);
    const found =
      delivery.state === 'dead' ? 'was replayed a moment ago and is dead again' : `is ${delivery.state}, not dead`;
    return new CodedError(DELIVERY_NOT_DEAD, `The delivery ${id} ${found}.`);
  }
}

function idOf(request: FastifyRequest): string {
  const { params } = request;
  const { id = '', channel }: { id?: string; channel?: string } = typeof params === 'object' ? { ...params } : {};
  return channel === undefined ? id : `${id}/${channel}`;
}

interface Conditions extends Omit<DeliveryFilter, 'kind' | 'publishedFrom' | 'publishedBefore'> {
  readonly event?: DeliveryFilter['kind'];
  readonly from?: number;
  readonly to?: number;
}

function filterOf({ event, from, to, ...same }: Conditions): DeliveryFilter {
  return {
    ...same,
    ...(event !== undefined && { kind: event }),
    ...(from !== undefined && { publishedFrom: from }),
    ...(to !== undefined && { publishedBefore: to }),
  };
}

function deadLettersOf(body: unknown) {
  const { limit, cursor, dryRun, all, ...conditions } = readParameters(deadLettersBody, body);
  const page = { limit, ...(cursor !== undefined && { after: cursor }) };
  return { filter: filterOf(conditions), page, dryRun };
}
