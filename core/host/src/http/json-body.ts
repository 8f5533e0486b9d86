import { CodedError } from '@headwind/bus/coded-error';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CONTENT_TYPE_UNSUPPORTED } from './http-errors.js';
import { parseJson } from './parse-json.js';

/**
 * Makes the scope take JSON in UTF-8 and no other body. Many clients declare JSON and send nothing: such a body is
 * undefined, and a route that needs one says so.
 *
 * @param mediaTypes under which it may be declared
 */
export function acceptJsonOnly(scope: FastifyInstance, mediaTypes: readonly string[] = ['application/json']): void {
  scope.addContentTypeParser([...mediaTypes], { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    refuseEncoded(request);
    return parseJson(body);
  });
}

/** @throws `CONTENT_TYPE_UNSUPPORTED` */
function refuseEncoded({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new CodedError(CONTENT_TYPE_UNSUPPORTED, 'The body is compressed.');
  }
  const charset = /;\s*charset="?([^\s";]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (charset.toLowerCase() !== 'utf-8') {
    throw new CodedError(CONTENT_TYPE_UNSUPPORTED, 'The body is declared in another charset than utf-8.');
  }
}
