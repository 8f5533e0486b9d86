import { CodedError } from '@headwind/bus/coded-error';
import type { PluginRoute } from '@headwind/plugin-api';
import type { FastifyInstance } from 'fastify';
import type { Log } from '../log/log.js';
import { fetchRequest } from './fetch-request.js';
import { PLUGIN_ROUTE_FAILED, PLUGIN_ROUTE_INVALID } from './http-errors.js';
import type { KnownPaths } from './known-paths.js';

/** The routes of one instance, to be mounted under `/plugins/<instance>`. */
export interface InstanceRoutes {
  readonly instance: string;
  readonly routes: readonly PluginRoute[];
}

const METHODS: readonly string[] = ['GET', 'POST'];

/**
 * Mounts what plugins answer themselves. Who may ask is the plugin's to check; the host bounds the body, the time, and
 * what a failure can do. A route that cannot be mounted is logged (`PLUGIN_ROUTE_INVALID`) and left out.
 */
export function mountPluginRoutes(
  scope: FastifyInstance,
  instances: readonly InstanceRoutes[],
  paths: KnownPaths,
  log: Log,
  timeoutMs: number,
): void {
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  for (const { instance, routes } of instances) {
    for (const route of routes) {
      const { method } = route;
      const path = `/plugins/${instance}${route.path}`;
      const fault = faultOf(route) ?? (paths.allows(method, path) ? 'it is asked for twice' : undefined);
      if (fault !== undefined) {
        const found = `The instance ${instance} asks for the route ${method} ${route.path}: ${fault}.`;
        log.error('a plugin route is left out', { instance, error: new CodedError(PLUGIN_ROUTE_INVALID, found) });
        continue;
      }
      paths.add(method, path);
      scope.route({
        method,
        // A colon would begin a parameter; doubled it stands for itself.
        url: path.replaceAll(':', '::'),
        exposeHeadRoute: false,
        handlerTimeout: timeoutMs,
        handler: async (request, reply) => reply.send(await answer(instance, route, fetchRequest(request), log)),
      });
    }
  }
}

function faultOf({ method, path }: PluginRoute): string | undefined {
  if (!METHODS.includes(method)) return 'expected GET or POST';
  if (!/^\/[^*?#\s]*$/.test(path)) return 'expected a path that starts with a slash, without * ? # or spaces';
  return undefined;
}

async function answer(instance: string, route: PluginRoute, request: Request, log: Log): Promise<Response> {
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
