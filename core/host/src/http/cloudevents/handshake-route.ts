import type { FastifyInstance } from 'fastify';

/** What may be done at the path of events. */
const ALLOWED = 'POST, OPTIONS';

/**
 * `OPTIONS` at the path of events: whoever delivers CloudEvents asks first whether they are wanted (HTTP 1.1 Web Hooks for
 * Event Delivery 1.0.2, section 4), so that nobody can turn a sender on a host that expects nothing.
 *
 * Everybody is welcome at any rate, because permission to be asked is none to publish: that takes a token, and a queue that
 * is full says so with 429. So the question needs no token either; its answer is the same for all, and stores nothing.
 *
 * `WebHook-Request-Callback` is passed over: to call it would make the host request whatever address somebody names.
 */
export function mountHandshakeRoute(scope: FastifyInstance, path: string): void {
  scope.options(path, async (request, reply) => {
    reply.header('allow', ALLOWED);
    const origin = request.headers['webhook-request-origin'];
    if (typeof origin !== 'string' || origin === '') return reply.code(204).send();
    return reply.code(200).headers({ 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*' }).send();
  });
}
