import type { FastifyInstance } from 'fastify';
import type { Log } from '../log/log.js';
import type { Readiness } from './intake.js';

export const HEALTH_PATH = '/healthz';
export const READY_PATH = '/readyz';

/** For probes, without a token: `GET /healthz` while the process lives, `GET /readyz` while it can take events. */
export function mountHealthRoutes(scope: FastifyInstance, readiness: Readiness, log: Log): void {
  scope.get(HEALTH_PATH, async () => ({ status: 'alive' }));

  scope.get(READY_PATH, async (_request, reply) => {
    const problems = await problemsOf(readiness, log);
    return problems.length === 0
      ? { status: 'ready', problems, troubles: readiness.troubles() }
      : reply.code(503).send({ status: 'not ready', problems, troubles: readiness.troubles() });
  });
}

async function problemsOf(readiness: Readiness, log: Log): Promise<readonly string[]> {
  try {
    return await readiness.problems();
  } catch (error) {
    log.error('the check for readiness failed', { error });
    return ['The check for readiness failed; see the log of the host.'];
  }
}
