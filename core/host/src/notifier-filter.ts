import type { DeliveryFilter, PageRequest } from '@headwind/bus/queue';
import { EVENT_KINDS } from '@headwind/plugin-api';
import { z } from 'zod';
import { deliveryState } from './http/answer-schemas.js';
import { readParameters } from './http/read-parameters.js';
import type { DeadLetterFilter, DeadLetterPage } from './steering/deliveries.js';

const time = z.number('expected a time in milliseconds since the epoch');

const limit = z.int('expected a whole number').min(1, 'expected at least 1');

const deadLetterFilter = z.strictObject({
  channel: z.string().exactOptional(),
  eventId: z.string().exactOptional(),
  kind: z.enum(EVENT_KINDS).exactOptional(),
  namespace: z.string().exactOptional(),
  workload: z
    .string()
    .regex(/^[^/]+\/[^/]+$/, 'expected <namespace>/<name>')
    .exactOptional(),
  publishedFrom: time.exactOptional(),
  publishedBefore: time.exactOptional(),
});

const deliveryFilter = deadLetterFilter.extend({ state: deliveryState.exactOptional() });

const page = z.strictObject({
  limit: limit.exactOptional(),
  order: z.enum(['oldest', 'newest']).exactOptional(),
  after: z.string().exactOptional(),
});

const deadLetterPage = z.strictObject({
  limit,
  after: z.string().exactOptional(),
  signal: z.instanceof(AbortSignal).exactOptional(),
});

/*
 * What a program asks for, checked as requests are: a condition that nobody knows would otherwise match everything or
 * nothing. A key that is undefined counts as not given. All throw `FILTER_INVALID`.
 */

export function readDeliveryFilter(value: unknown): DeliveryFilter {
  return readParameters(deliveryFilter, withoutUndefined(value));
}

export function readPage(value: unknown): PageRequest {
  return readParameters(page, withoutUndefined(value));
}

export function readDeadLetterFilter(value: unknown): DeadLetterFilter {
  return readParameters(deadLetterFilter, withoutUndefined(value));
}

export function readDeadLetterPage(value: unknown): DeadLetterPage {
  return readParameters(deadLetterPage, withoutUndefined(value));
}

function withoutUndefined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}
