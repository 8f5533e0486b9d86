import { CodedError } from '@headwind/bus/coded-error';
import { nearestName } from '@headwind/bus/nearest-name';
import type { FastifyInstance } from 'fastify';
import type { Problem } from '../config/problem.js';
import { withoutCredentials } from '../config/without-credentials.js';
import type { Access } from './access.js';
import { CONFIGURATION_INVALID } from './http-errors.js';
import { acceptJsonOnly } from './json-body.js';
import type { FieldError } from './problem-details.js';
import { readParameters, WrongParameters } from './read-parameters.js';
import { emptyBody, logLevelBody } from './request-schemas.js';
import { requireRole } from './require-role.js';
import { sendProblem } from './send-problem.js';
import type { Steering } from './steering.js';

/** `/v1/log-level` and `/v1/reload`: the operator's hand on the host. */
export function mountHostRoutes(
  scope: FastifyInstance,
  steering: Pick<Steering, 'logLevels' | 'instanceNames' | 'reload' | 'redact'>,
  access: Access,
): void {
  acceptJsonOnly(scope);
  const { logLevels } = steering;
  const levels = () => ({ level: logLevels.level, levels: logLevels.levels });
  const read = requireRole(access, 'read');
  const operate = requireRole(access, 'operate');

  scope.get('/v1/log-level', read, async () => levels());

  scope.put('/v1/log-level', operate, async (request) => {
    const { level, instance } = readParameters(logLevelBody, request.body);
    if (instance !== undefined) refuseUnknown(instance, steering.instanceNames());
    logLevels.set(level, instance);
    return levels();
  });

  scope.post('/v1/reload', operate, async (request, reply) => {
    readParameters(emptyBody, request.body);
    const result = await steering.reload();
    if ('problems' in result) {
      const errors = result.problems.map((problem) => fieldError(problem, (text) => steering.redact(text)));
      const count = errors.length === 1 ? '1 thing is' : `${errors.length} things are`;
      return sendProblem(
        reply,
        new CodedError(CONFIGURATION_INVALID, `${count} wrong with the configuration.`),
        errors,
      );
    }
    const { started, changed, stopped, warnings } = result;
    return { started, changed, stopped, warnings: warnings.map((warning) => steering.redact(warning)) };
  });
}

function refuseUnknown(instance: string, known: readonly string[]): void {
  if (known.includes(instance)) return;
  const nearest = nearestName(instance, known);
  const hint = nearest === undefined ? `known are ${known.join(', ')}` : `did you mean \`${nearest}\`?`;
  const detail = `found ${JSON.stringify(instance)}, expected the name of an instance; ${hint}`;
  throw new WrongParameters([{ pointer: '/instance', detail }]);
}

/** A problem of a flag or a variable has its name for a path. */
const OUTSIDE_THE_FILE = /^(?:--|[A-Z][A-Z_]*$)/;

/** Its pointer is into the configuration: to all of it where the problem is not in there. */
function fieldError({ path, position, message, remedy }: Problem, redact: (text: string) => string): FieldError {
  const isOutside = position === undefined && OUTSIDE_THE_FILE.test(String(path[0] ?? ''));
  const place = position === undefined ? '' : `${position.file}:${position.line}:${position.column}: `;
  const keys = (isOutside ? [] : path).map((key) => withoutCredentials(String(key)));
  const pointer = keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  const detail = `${place}${message}${remedy === undefined ? '' : ` ${remedy}`}`;
  return { pointer: redact(pointer), detail: redact(detail) };
}
