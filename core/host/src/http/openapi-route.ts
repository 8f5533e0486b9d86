import type { FastifyInstance } from 'fastify';
import { hostVersion } from '../version.js';

export const OPENAPI_PATH = '/v1/openapi.json';

/** `GET /v1/openapi.json`: what the API answers, for programs. The document is made with the first request for it. */
export function mountOpenApiRoute(scope: FastifyInstance): void {
  let text: Promise<string> | undefined;

  async function write(): Promise<string> {
    const { openApiDocument } = await import('./openapi/document.js');
    return JSON.stringify(openApiDocument(hostVersion()));
  }

  scope.get(OPENAPI_PATH, async (_request, reply) => {
    text ??= write();
    return reply.type('application/json').send(await text);
  });
}
