import { z } from 'zod';

/*
 * What the commands read of the answers of `docs/reference/http-api.md`. Loose, and with words in place of closed sets:
 * what a newer host adds is passed on by `--json` as it is. Times are RFC 3339.
 */

const time = z.string();

const workloadSchema = z.looseObject({ namespace: z.string(), name: z.string(), kind: z.string().optional() });

export const deliverySchema = z.looseObject({
  id: z.string(),
  channel: z.string(),
  state: z.string(),
  event: z.looseObject({ id: z.string(), kind: z.string(), time, source: z.string() }),
  workload: workloadSchema,
  attempts: z.number(),
  retries: z.number(),
  publishedAt: time,
  firstAttemptAt: time.optional(),
  lastAttemptAt: time.optional(),
  lastError: z.string().optional(),
});

/** Of `GET /v1/deliveries`. */
export type Delivery = z.infer<typeof deliverySchema>;

const attemptSchema = z.looseObject({
  number: z.number(),
  begunAt: time,
  endedAt: time,
  durationMs: z.number(),
  state: z.string(),
  reason: z.string().optional(),
  error: z.string().optional(),
  retryAt: time.optional(),
});

export const deliveryPageSchema = z.looseObject({
  deliveries: z.array(deliverySchema),
  next: z.string().nullable(),
});

export const deliveryDetailsSchema = deliverySchema.extend({
  payload: z.unknown(),
  history: z.array(attemptSchema),
});

/** Of `GET /v1/deliveries/{id}`. */
export type DeliveryDetails = z.infer<typeof deliveryDetailsSchema>;

export const channelSchema = z.looseObject({
  name: z.string(),
  plugin: z.string(),
  state: z.string(),
  code: z.string().optional(),
  health: z.looseObject({ ok: z.boolean(), detail: z.string().optional() }),
  breaker: z.string(),
  rateLimitedUntil: time.optional(),
  pending: z.number(),
  oldestPendingAt: time.optional(),
  dead: z.number(),
  lastSuccessAt: time.optional(),
  lastError: z.looseObject({ at: time, reason: z.string(), message: z.string() }).optional(),
});

/** Of `GET /v1/channels`. */
export type Channel = z.infer<typeof channelSchema>;

export const channelsSchema = z.looseObject({ channels: z.array(channelSchema) });

export const logLevelsSchema = z.looseObject({ level: z.string(), levels: z.record(z.string(), z.string()) });

const names = z.array(z.string());

export const reloadSchema = z.looseObject({ changed: names, started: names, stopped: names, warnings: names });

/** Of `GET /healthz`. */
export const healthSchema = z.looseObject({ status: z.string() });

/** A line of `GET /v1/events/tail`. */
export const tailRecordSchema = z.looseObject({ type: z.string() });
