import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { TokenRole } from '../config/host-config.js';
import type { Access } from './access.js';
import { readParameters } from './read-parameters.js';

const NO_QUERY = z.strictObject({});

/**
 * The options of a route that only some may use: asked before the body is read, so that nobody else makes the host read
 * one. A parameter of the query that the route does not have is refused, for whoever wrote it expects something of it.
 */
export function requireRole(access: Access, role: TokenRole, query: z.ZodType = NO_QUERY) {
  return {
    onRequest: async (request: FastifyRequest): Promise<void> => {
      access.check(request, role);
      readParameters(query, request.query);
    },
  };
}
