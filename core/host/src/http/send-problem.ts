import type { FastifyReply } from 'fastify';
import { type FieldError, problemReply } from './problem-details.js';

/** Answers with the problem details of an error. */
export function sendProblem(
  reply: FastifyReply,
  error: unknown,
  errors: readonly FieldError[] = [],
  headers: Readonly<Record<string, string>> = {},
): FastifyReply {
  const problem = problemReply(error, errors);
  return (
    reply
      .code(problem.status)
      .headers({ ...problem.headers, ...headers })
      // As bytes: to a text Fastify would add a charset, which this media type does not have.
      .send(Buffer.from(JSON.stringify(problem.body)))
  );
}
