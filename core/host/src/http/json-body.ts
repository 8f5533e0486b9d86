import { CodedError } from '@headwind/bus/coded-error';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CONTENT_TYPE_UNSUPPORTED } from './http-errors.js';
import { parseJson } from './parse-json.js';

export interface JsonBodyOptions {
  /** Under which it may be declared. @defaultValue `application/json` */
  readonly mediaTypes?: readonly string[];
  /** Is given the bytes before anything else looks at them; what it throws is answered. */
  readonly check?: (request: FastifyRequest, body: Buffer) => void;
}

/**
 * Makes the scope take JSON in UTF-8 and no other body. Many clients declare JSON and send nothing: such a body is
 * undefined, and a route that needs one says so.
 */
export function acceptJsonOnly(
  scope: FastifyInstance,
  { mediaTypes = ['application/json'], check = () => undefined }: JsonBodyOptions = {},
): void {
  scope.addContentTypeParser([...mediaTypes], { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    check(request, body);
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
