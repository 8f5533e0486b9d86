import { z } from 'zod';

/** What the API server says when it refuses: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
const statusSchema = z.object({
  code: z.number().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
});

/** An answer of the API server that is no success, or an `ERROR` in the stream of a watch. */
export class ApiError extends Error {
  readonly status: number;
  /** One word for a program: `Forbidden`, `Expired`; empty where the answer has none. */
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** @param status of HTTP; where left out, the one that the body itself has */
export function apiErrorOf(body: unknown, status?: number): ApiError {
  const { code = 0, reason = '', message = '' } = statusSchema.safeParse(body).data ?? {};
  return new ApiError(status ?? code, reason, message);
}

/**
 * Whether only a new list helps: the version is too old for the API server, or, after it was restored from a backup, too
 * new; or it cannot read it.
 */
export function needsNewList(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 410 || error.status === 400 || /too large resource version/i.test(error.message);
}
