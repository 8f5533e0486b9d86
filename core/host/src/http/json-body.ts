import { CodedError, messageOf } from '@headwind/bus/coded-error';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CONTENT_TYPE_UNSUPPORTED, REQUEST_MALFORMED } from './http-errors.js';

/**
 * Makes the scope take JSON in UTF-8 and no other body.
 *
 * Keys that reach an object's prototype (`__proto__`, `constructor.prototype`) are refused.
 */
export function acceptJsonOnly(scope: FastifyInstance): void {
  const parseSafely = scope.getDefaultJsonParser('error', 'error');
  const decoder = new TextDecoder('utf-8', { fatal: true });

  scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const refusal = encodingRefusal(request);
    if (refusal !== undefined) return done(refusal);
    let text: string;
    try {
      text = decoder.decode(body);
    } catch {
      return done(new CodedError(REQUEST_MALFORMED, 'The body is not UTF-8.'));
    }
    // Many clients declare JSON and send nothing; a route that needs a body says so.
    if (text.trim() === '') return done(null, undefined);
    parseSafely(request, text, (error, value) => {
      if (error === null) done(null, value);
      else done(new CodedError(REQUEST_MALFORMED, whyRefused(text)));
    });
  });
}

function encodingRefusal(request: FastifyRequest): CodedError | undefined {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    return new CodedError(CONTENT_TYPE_UNSUPPORTED, 'The body is compressed.');
  }
  const charset = /;\s*charset="?([^\s";]+)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  if (charset.toLowerCase() !== 'utf-8') {
    return new CodedError(CONTENT_TYPE_UNSUPPORTED, 'The body is declared in another charset than utf-8.');
  }
  return undefined;
}

/** The safe parser does not say what it refused: ask the plain one. */
function whyRefused(text: string): string {
  try {
    JSON.parse(text);
    return 'The body has a key `__proto__` or `constructor.prototype`, which is not allowed.';
  } catch (error) {
    return `The body is not JSON: ${messageOf(error)}.`;
  }
}
