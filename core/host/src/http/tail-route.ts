import { CodedError } from '@headwind/bus/coded-error';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access } from './access.js';
import { TAIL_FULL } from './http-errors.js';
import { readParameters } from './read-parameters.js';
import { tailQuery } from './request-schemas.js';
import { requireRole } from './require-role.js';
import type { Steering } from './steering.js';
import { TailReader } from './tail-reader.js';

const MOST_READERS = 20;

/** `GET /v1/events/tail`: events and what becomes of them, live, one JSON a line (https://github.com/ndjson/ndjson-spec). */
export function mountTailRoute(
  scope: FastifyInstance,
  steering: Pick<Steering, 'observe' | 'redact'>,
  access: Access,
): void {
  const readers = new Set<TailReader>();
  const options = { ...requireRole(access, 'read', tailQuery), exposeHeadRoute: false };

  scope.get('/v1/events/tail', options, async (request, reply) => {
    const filter = readParameters(tailQuery, request.query);
    if (readers.size >= MOST_READERS) throw new CodedError(TAIL_FULL, `${MOST_READERS} readers follow events already.`);
    reply.hijack();
    const reader = new TailReader({ response: reply.raw, filter, redact: (text) => steering.redact(text) });
    readers.add(reader);
    const unsubscribe = steering.observe('tail', (record) => reader.tell(record));
    const unheed = access.onReplaced(() => {
      if (!isAllowed(access, request)) reader.end();
    });
    reply.raw.on('close', () => {
      unsubscribe();
      unheed();
      reader.end();
      readers.delete(reader);
    });
  });

  // A reader would otherwise hold up the stop until its time is over.
  scope.addHook('preClose', async () => {
    for (const reader of readers) reader.end();
  });
}

function isAllowed(access: Access, request: FastifyRequest): boolean {
  try {
    access.check(request, 'read');
    return true;
  } catch {
    return false;
  }
}
