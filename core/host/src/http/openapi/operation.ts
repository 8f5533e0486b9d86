import type { ErrorEntry } from '@headwind/bus/coded-error';
import { QUEUE_UNAVAILABLE } from '@headwind/bus/errors';
import type { z } from 'zod';
import type { TokenRole } from '../../config/host-config.js';
import {
  BODY_TOO_LARGE,
  CONTENT_TYPE_UNSUPPORTED,
  CROSS_ORIGIN,
  FILTER_INVALID,
  FORBIDDEN,
  REQUEST_MALFORMED,
  UNAUTHORIZED,
} from '../http-errors.js';
import { emptyBody } from '../request-schemas.js';

export interface OperationAnswer {
  readonly status: number;
  readonly description: string;
  /** @defaultValue application/json */
  readonly mediaType?: string;
  /** Left out where the answer has no body. */
  readonly schema?: z.ZodType;
}

export interface OperationBody {
  readonly required: boolean;
  readonly schema: z.ZodType;
  /** What it may be beside `application/json`, by its media type. */
  readonly others?: Readonly<Record<string, z.ZodType>>;
}

/** One method of one path, as the OpenAPI document has it. */
export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'delete' | 'options';
  /** Parameters stand in braces. */
  readonly path: string;
  readonly summary: string;
  readonly role: TokenRole | 'public';
  /** Whether a signature of the Headwind operator is good in place of a token. */
  readonly signed?: boolean;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: OperationBody;
  readonly answers: readonly OperationAnswer[];
  /** Beside those that every request can meet. */
  readonly errors: readonly ErrorEntry[];
}

/** Of whatever needs a role and reads no body. */
export const GUARDED: readonly ErrorEntry[] = [UNAUTHORIZED, FORBIDDEN, CROSS_ORIGIN, FILTER_INVALID];

/** Of whatever reads a body. */
export const WITH_BODY: readonly ErrorEntry[] = [
  ...GUARDED,
  REQUEST_MALFORMED,
  CONTENT_TYPE_UNSUPPORTED,
  BODY_TOO_LARGE,
];

/** Of whatever asks the queue. */
export const OF_QUEUE: readonly ErrorEntry[] = [QUEUE_UNAVAILABLE];

/** A body may be left out, and says nothing. */
export const NOTHING: OperationBody = { required: false, schema: emptyBody };
