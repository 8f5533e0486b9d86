import { CodedError } from '@headwind/bus/coded-error';
import { BUS_STOPPING } from '@headwind/bus/errors';
import { type FastifyInstance, fastify } from 'fastify';
import type { ServerConfig } from '../config/host-config.js';
import type { ListenAddress } from '../config/listen-address.js';
import { answerClientError } from './client-error.js';
import { listenAt } from './listen.js';
import { mountRoutes, type RouteParts } from './mount-routes.js';
import { isProblem } from './problem-details.js';
import { WrongParameters } from './read-parameters.js';
import { requestError } from './request-error.js';
import { sendProblem } from './send-problem.js';
import { HTTP_TIMEOUTS } from './timeouts.js';

/** At most so many connections at once; further ones are closed at once. A publisher needs one. */
const MAX_CONNECTIONS = 1000;

/** A delivery's id in a path, every character of it encoded, fits. Characters. */
const MAX_PARAMETER = 1000;

export interface HttpParts extends RouteParts {
  readonly server: ServerConfig;
}

/*
 * The life of the server
 *
 *   created ──listen──▶ listening ──close──▶ stopping ──requests answered, or grace over──▶ closed
 *
 * Stopping: no new connection is taken; a request that still arrives on an old one gets 503 (BUS_STOPPING), and every
 * connection ends with the answer it is waiting for. What is open when the grace is over is cut off.
 */
export interface HttpServer {
  /**
   * @returns where it listens, with the port that was chosen where the configuration says 0
   * @throws `LISTEN_FAILED`
   */
  listen(): Promise<ListenAddress>;
  /** @param graceMs how long requests under way may take to end, in milliseconds */
  close(graceMs: number): Promise<void>;
}

/**
 * The HTTP API: publishing, the probes, what operators see and steer, and the plugins' own routes. Every error is answered
 * with problem details.
 */
export function createServer(parts: HttpParts): HttpServer {
  const app = createApp(parts);
  let stopping = false;
  app.addHook('onRequest', async () => {
    if (stopping) throw new CodedError(BUS_STOPPING, 'The host is stopping.');
  });
  app.addHook('onSend', async (_request, reply) => {
    if (stopping) reply.header('connection', 'close');
  });
  mountRoutes(app, parts);

  return {
    listen: () => listenAt(app, parts.server.listen),
    close: async (graceMs) => {
      stopping = true;
      const cutOff = setTimeout(() => app.server.closeAllConnections(), graceMs);
      try {
        await app.close();
      } finally {
        clearTimeout(cutOff);
      }
    },
  };
}

function createApp({ server, log, timeouts = HTTP_TIMEOUTS }: HttpParts): FastifyInstance {
  const app = fastify({
    bodyLimit: server.bodyLimitBytes,
    routerOptions: { maxParamLength: MAX_PARAMETER },
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    http: { headersTimeout: timeouts.headersMs, connectionsCheckingInterval: timeouts.checkIntervalMs },
    // Requests that arrive while stopping are answered by the hook, in the form of every other error.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, _request, reply) => {
      sendProblem(reply, requestError(error, server.bodyLimitBytes));
    },
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  app.removeAllContentTypeParsers();
  app.setErrorHandler((error, _request, reply) => {
    const problem = requestError(error, server.bodyLimitBytes);
    if (!isProblem(problem)) log.error('a request failed unexpectedly', { error: problem });
    // Fastify closes the connection over a body it did not take, which can cost the client the answer; what is left of
    // the body is read and dropped instead, as long as the request may take.
    reply.removeHeader('connection');
    return sendProblem(reply, problem, problem instanceof WrongParameters ? problem.errors : []);
  });
  return app;
}
