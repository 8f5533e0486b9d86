import { healthAnswer, logLevelAnswer, openApiAnswer, readyAnswer, reloadAnswer } from '../answer-schemas.js';
import { HEALTH_PATH, READY_PATH } from '../health-routes.js';
import { CONFIGURATION_INVALID } from '../http-errors.js';
import { OPENAPI_PATH } from '../openapi-route.js';
import { logLevelBody } from '../request-schemas.js';
import { GUARDED, NOTHING, type Operation, WITH_BODY } from './operation.js';

/** The host itself: its log, its configuration, its health. */
export const hostOperations: readonly Operation[] = [
  {
    id: 'getLogLevel',
    method: 'get',
    path: '/v1/log-level',
    summary: 'Show the least that is logged',
    role: 'read',
    answers: [{ status: 200, description: 'The levels.', schema: logLevelAnswer }],
    errors: GUARDED,
  },
  {
    id: 'setLogLevel',
    method: 'put',
    path: '/v1/log-level',
    summary: 'Log more or less, until the next start or change of `log` in the configuration',
    role: 'operate',
    body: { required: true, schema: logLevelBody },
    answers: [{ status: 200, description: 'The levels from now on.', schema: logLevelAnswer }],
    errors: WITH_BODY,
  },
  {
    id: 'reload',
    method: 'post',
    path: '/v1/reload',
    summary: 'Load the configuration again, all or nothing',
    role: 'operate',
    body: NOTHING,
    answers: [{ status: 200, description: 'Which instances it changed.', schema: reloadAnswer }],
    errors: [...WITH_BODY, CONFIGURATION_INVALID],
  },
  {
    id: 'getOpenApi',
    method: 'get',
    path: OPENAPI_PATH,
    summary: 'Show this document',
    role: 'public',
    answers: [{ status: 200, description: 'An OpenAPI document.', schema: openApiAnswer }],
    errors: [],
  },
  {
    id: 'getHealth',
    method: 'get',
    path: HEALTH_PATH,
    summary: 'Ask whether the process lives',
    role: 'public',
    answers: [{ status: 200, description: 'It does.', schema: healthAnswer }],
    errors: [],
  },
  {
    id: 'getReadiness',
    method: 'get',
    path: READY_PATH,
    summary: 'Ask whether the host takes events',
    role: 'public',
    answers: [
      { status: 200, description: 'It does.', schema: readyAnswer },
      { status: 503, description: 'It does not.', schema: readyAnswer },
    ],
    errors: [],
  },
];
