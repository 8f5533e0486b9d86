import type { FastifyInstance } from 'fastify';
import type { Log } from '../log/log.js';
import { configurationAnswer } from './answers.js';
import type { Readiness } from './intake.js';

export const HEALTH_PATH = '/healthz';
export const READY_PATH = '/readyz';

/** For probes, without a token: `GET /healthz` while the process lives, `GET /readyz` while it can take events. */
export function mountHealthRoutes(scope: FastifyInstance, readiness: Readiness, log: Log): void {
  scope.get(HEALTH_PATH, async () => ({ status: 'alive' }));

  scope.get(READY_PATH, async (_request, reply) => {
    const [problems, troubles] = await askBoth(readiness, log);
    const isReady = problems.length === 0;
    return reply.code(isReady ? 200 : 503).send({
      status: isReady ? 'ready' : 'not ready',
      problems,
      troubles,
      configuration: configurationAnswer(readiness.configuration),
    });
  });
}

async function askBoth(readiness: Readiness, log: Log): Promise<[readonly string[], readonly string[]]> {
  try {
    return await Promise.all([readiness.problems(), readiness.troubles()]);
  } catch (error) {
    log.error('the check for readiness failed', { error });
    return [['The check for readiness failed; see the log of the host.'], []];
  }
}
