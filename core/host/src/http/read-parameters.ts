import { CodedError } from '@headwind/bus/coded-error';
import { fieldIssues } from '@headwind/bus/field-issues';
import type { z } from 'zod';
import { FILTER_INVALID } from './http-errors.js';
import { type FieldError, problemSentence } from './problem-details.js';

/** What is wrong with the query or the body of a request, one error a field. */
export class WrongParameters extends CodedError {
  readonly errors: readonly FieldError[];

  constructor(errors: readonly FieldError[]) {
    const [first] = errors;
    super(
      FILTER_INVALID,
      first !== undefined && errors.length === 1
        ? problemSentence('The request', first)
        : `${errors.length} things are wrong; see \`errors\`.`,
    );
    this.errors = errors;
  }
}

/**
 * What a query or a body says; without one, what an empty one would.
 *
 * @throws `FILTER_INVALID`
 */
export function readParameters<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const given = value ?? {};
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = fieldIssues(parsed.error, schema, given);
  throw new WrongParameters(issues.map(({ pointer, message }) => ({ pointer, detail: message })));
}
