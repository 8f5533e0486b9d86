import { z } from 'zod';
import { printableLine } from './printable.js';

const problemSchema = z.object({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

/** The host did not do what it was asked, or could not be asked. */
export class ApiError extends Error {
  /** Of the answer; undefined where there was none. */
  readonly status: number | undefined;
  /** Of the problem details; undefined where there were none. */
  readonly code: string | undefined;

  constructor(message: string, { status, code }: { readonly status?: number; readonly code?: string } = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

/** What an answer that is no success says, in words. */
export function refusalOf(origin: string, reply: Response, content: unknown, tokenAdvice: string): ApiError {
  const { status, headers } = reply;
  const problem = problemSchema.safeParse(content);
  if (!problem.success) return notAHost(origin, status);
  const { code, detail, errors = [] } = problem.data;
  const wait = headers.get('retry-after');
  const parts = [
    `HTTP ${status} ${code}: ${printableLine(detail)}`,
    ...(wait === null ? [] : [`Try again in ${printableLine(wait)} s.`]),
    ...(code === 'UNAUTHORIZED' || code === 'FORBIDDEN' ? [tokenAdvice] : []),
  ];
  const [first] = errors;
  const isSaid = errors.length === 1 && first !== undefined && detail.includes(first.detail);
  const fields = isSaid ? [] : errors;
  const lines = fields.map((each) => `\n  ${printableLine(`${each.pointer || '(the whole)'}: ${each.detail}`)}`);
  return new ApiError(`${parts.join(' ')}${lines.join('')}`, { status, code });
}

/** Something answers there, but it is no Headwind host. */
export function notAHost(origin: string, status: number): ApiError {
  const message = `${origin} answered HTTP ${status}, and not as a Headwind host does. Correct --url or HEADWIND_URL.`;
  return new ApiError(message, { status });
}

/** Nothing answers there. */
export function unreachable(origin: string, error: unknown): ApiError {
  return new ApiError(
    `Cannot reach ${origin}: ${causeOf(error)}. Start the host with \`headwind-notify serve\`, or say where it is with --url or HEADWIND_URL.`,
  );
}

/** `fetch` hides what happened in the cause; for a name with several addresses, in the first of several. */
function causeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : causeOf(error.cause);
}
