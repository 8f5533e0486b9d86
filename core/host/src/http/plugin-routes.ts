import { CodedError } from '@headwind/bus/coded-error';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log/log.js';
import type { Access } from './access.js';
import { fetchRequest } from './fetch-request.js';
import { PLUGIN_ROUTE_FAILED } from './http-errors.js';
import type { MountedRoute, PluginRouteTable } from './plugin-route-table.js';
import { requestPath } from './request-path.js';
import { whileWaitedFor } from './while-waited-for.js';

export interface PluginRoutesParts {
  readonly table: PluginRouteTable;
  readonly access: Access;
  readonly log: Log;
  /** How long a plugin may take to answer. Milliseconds. */
  readonly timeoutMs: number;
  /** Answers where nothing is. */
  readonly notFound: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

/**
 * Answers what the routes in the table are for, looked up as each request comes in. The host checks the role that a route
 * asks for, and bounds the body, the time, and what a failure can do.
 */
export function mountPluginRoutes(scope: FastifyInstance, parts: PluginRoutesParts): void {
  const { table, access, log, timeoutMs, notFound } = parts;
  /** What answers a request was chosen when it came in, though its instance may be gone once its body is there. */
  const chosen = new WeakMap<FastifyRequest, MountedRoute>();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  scope.route({
    method: ['GET', 'POST'],
    url: '/*',
    exposeHeadRoute: false,
    handlerTimeout: timeoutMs,
    // Before the body is read.
    onRequest: async (request, reply) => {
      const mounted = table.find(request.method, requestPath(request.url));
      if (mounted === undefined) return notFound(request, reply);
      const { access: needed = 'operate' } = mounted.route;
      if (needed !== 'public') access.check(request, needed);
      chosen.set(request, mounted);
    },
    handler: async (request, reply) => {
      const mounted = chosen.get(request);
      if (mounted === undefined) return notFound(request, reply);
      return reply.send(await whileWaitedFor(reply, (signal) => answer(mounted, fetchRequest(request, signal), log)));
    },
  });
}

async function answer({ instance, route }: MountedRoute, request: Request, log: Log): Promise<Response> {
  const failed = `The instance ${instance} failed to answer ${route.method} ${route.path}.`;
  try {
    const response: unknown = await route.handle(request);
    if (response instanceof Response) return response;
    log.error('a plugin route gave no Response', { instance, path: route.path });
  } catch (error) {
    log.error('a plugin route failed', { instance, path: route.path, error });
  }
  throw new CodedError(PLUGIN_ROUTE_FAILED, failed);
}
