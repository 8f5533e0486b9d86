import { CodedError } from '@headwind/bus/coded-error';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log/log.js';
import type { Access } from './access.js';
import { mountChannelsRoutes } from './channels-routes.js';
import { mountHandshakeRoute } from './cloudevents/handshake-route.js';
import { mountDeliveriesRoutes } from './deliveries-routes.js';
import { EVENTS_PATH, mountEventsRoute } from './events-route.js';
import { mountHeadwindRoute } from './headwind-route.js';
import type { HeadwindSignatures } from './headwind-signatures.js';
import { mountHealthRoutes } from './health-routes.js';
import { mountHostRoutes } from './host-routes.js';
import { METHOD_NOT_ALLOWED, NOT_FOUND } from './http-errors.js';
import type { ContinueTrace, EventIntake, Readiness } from './intake.js';
import { KnownPaths } from './known-paths.js';
import { mountOpenApiRoute } from './openapi-route.js';
import type { PluginRouteTable } from './plugin-route-table.js';
import { mountPluginRoutes } from './plugin-routes.js';
import { requestPath } from './request-path.js';
import { sendProblem } from './send-problem.js';
import type { Steering } from './steering.js';
import { mountTailRoute } from './tail-route.js';
import { HTTP_TIMEOUTS, type HttpTimeouts } from './timeouts.js';

/** What the routes stand on. */
export interface RouteParts {
  readonly intake: EventIntake;
  readonly readiness: Readiness;
  readonly log: Log;
  readonly access: Access;
  readonly signatures: HeadwindSignatures;
  /** What instances answer themselves. */
  readonly pluginRoutes: PluginRouteTable;
  readonly steering: Steering;
  /** @defaultValue publishing takes up no trace */
  readonly continueTrace?: ContinueTrace | undefined;
  readonly timeouts?: HttpTimeouts;
}

/** Mounts everything that the host answers; `openapi/operations.ts` describes it. */
export function mountRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { intake, readiness, log, access, signatures, pluginRoutes, steering, continueTrace } = parts;
  const { timeouts = HTTP_TIMEOUTS } = parts;
  const paths = new KnownPaths();
  app.addHook('onRoute', ({ method, url }) => {
    if (url.endsWith('*')) return;
    for (const each of Array.isArray(method) ? method : [method]) paths.add(each, url);
  });

  function notFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const path = requestPath(request.url);
    const methods = new Set([...paths.methods(path), ...pluginRoutes.methods(path)]);
    if (methods.size === 0) return sendProblem(reply, new CodedError(NOT_FOUND, `Nothing answers at ${path}.`));
    const refusal = new CodedError(METHOD_NOT_ALLOWED, `${path} does not answer ${request.method}.`);
    return sendProblem(reply, refusal, [], { allow: [...methods].join(', ') });
  }

  app.register(async (scope) => mountEventsRoute(scope, intake, access, continueTrace));
  app.register(async (scope) => mountHandshakeRoute(scope, EVENTS_PATH));
  app.register(async (scope) => mountHeadwindRoute(scope, { intake, access, signatures, continueTrace }));
  app.register(async (scope) => mountHealthRoutes(scope, readiness, log));
  app.register(async (scope) => mountDeliveriesRoutes(scope, steering, access));
  app.register(async (scope) => mountChannelsRoutes(scope, steering, access));
  app.register(async (scope) => mountHostRoutes(scope, steering, access));
  app.register(async (scope) => mountTailRoute(scope, steering, access));
  app.register(async (scope) => mountOpenApiRoute(scope));
  app.register(async (scope) =>
    mountPluginRoutes(scope, { table: pluginRoutes, access, log, timeoutMs: timeouts.pluginMs, notFound }),
  );
  app.setNotFoundHandler(notFound);
}
