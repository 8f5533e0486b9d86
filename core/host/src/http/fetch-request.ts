import type { FastifyRequest } from 'fastify';

/**
 * A request as the Fetch API has it, for plugins, with its raw body.
 *
 * @param signal aborted when nobody waits for the answer any more
 */
export function fetchRequest(request: FastifyRequest, signal: AbortSignal): Request {
  const body = Buffer.isBuffer(request.body) ? request.body : undefined;
  return new Request(urlOf(request), {
    method: request.method,
    headers: headersOf(request),
    signal,
    ...(body !== undefined && { body }),
  });
}

function urlOf(request: FastifyRequest): URL {
  const base = `http://${request.headers.host ?? 'localhost'}`;
  return new URL(request.url, URL.canParse(base) ? base : 'http://localhost');
}

function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) headers.append(name, each);
  }
  return headers;
}
