import { CodedError } from '@headwind/bus/coded-error';
import { EVENT_INVALID } from '@headwind/bus/errors';
import type { FastifyReply } from 'fastify';
import { type FieldError, problemSentence } from './problem-details.js';
import { sendProblem } from './send-problem.js';

/** At most so many wrong fields are listed in one answer. */
const LISTED_ERRORS_LIMIT = 100;

/** Answers to events that are wrong in at least one place. */
export function sendInvalidEvents(reply: FastifyReply, errors: readonly FieldError[]): FastifyReply {
  return sendProblem(reply, invalidEvents(errors), errors.slice(0, LISTED_ERRORS_LIMIT));
}

function invalidEvents(errors: readonly FieldError[]): CodedError {
  const [first] = errors;
  if (first !== undefined && errors.length === 1) {
    return new CodedError(EVENT_INVALID, problemSentence('The body', first));
  }
  return new CodedError(EVENT_INVALID, `${errors.length} things are wrong; see \`errors\`.`);
}
