import { EVENT_KINDS, FAILURE_REASONS } from '@headwind/plugin-api';
import { z } from 'zod';
import { LOG_LEVELS } from '../config/host-schema.js';

/** What answers say, for the OpenAPI document and for the tests that hold the answers to it. */

const time = z.iso.datetime();
const reason = z.enum(FAILURE_REASONS);
const kind = z.enum(EVENT_KINDS);

const workload = z.strictObject({ namespace: z.string(), name: z.string(), kind: z.string().optional() });

export const deliveryState = z.enum(['pending', 'leased', 'delivered', 'dead']);

export const deliveryAnswer = z.strictObject({
  id: z.string().meta({ description: '`<event id>/<channel>`' }),
  channel: z.string(),
  state: deliveryState,
  event: z.strictObject({ id: z.string(), kind, time: z.string(), source: z.string() }),
  workload,
  attempts: z.int().min(0).meta({ description: 'Attempts made.' }),
  retries: z.int().min(0).meta({ description: 'Retries used up, the next one of a pending delivery among them.' }),
  publishedAt: time,
  firstAttemptAt: time.optional(),
  lastAttemptAt: time.optional(),
  lastError: z.string().optional(),
});

export const deliveriesAnswer = z.strictObject({
  deliveries: z.array(deliveryAnswer),
  next: z.string().nullable().meta({ description: 'The cursor of the next page; null when there is none.' }),
});

export const deliveryDetailsAnswer = deliveryAnswer.extend({
  payload: z.looseObject({ event: kind }).meta({ description: 'The event, as `POST /v1/events` takes it.' }),
  history: z
    .array(
      z.strictObject({
        number: z.int().min(0),
        begunAt: time,
        endedAt: time,
        durationMs: z.number(),
        state: z.enum(['pending', 'delivered', 'dead']).meta({ description: 'What the delivery became by it.' }),
        reason: reason.optional(),
        error: z.string().optional(),
        retryAt: time.optional(),
      }),
    )
    .meta({ description: 'The attempts, oldest first; of very many the latest 100.' }),
});

export const replayedAnswer = z.strictObject({ id: z.string(), state: z.literal('pending') });

const next = z.string().nullable().meta({ description: 'The cursor to go on with; null when all is done.' });

export const deadLettersReplayAnswer = z.union([
  z.strictObject({ replayed: z.int().min(0), next }),
  z.strictObject({ matching: z.int().min(0), next }),
]);

export const deadLettersDiscardAnswer = z.union([
  z.strictObject({ discarded: z.int().min(0), next }),
  z.strictObject({ matching: z.int().min(0), next }),
]);

export const channelAnswer = z.strictObject({
  name: z.string(),
  plugin: z.string(),
  state: z.enum(['running', 'paused', 'disabled', 'failed', 'unconfigured']),
  code: z.string().optional().meta({ description: 'With `failed`: of what kept it from starting.' }),
  health: z.strictObject({ ok: z.boolean(), detail: z.string().optional() }),
  breaker: z.enum(['closed', 'open', 'half-open']),
  rateLimitedUntil: time.optional(),
  rateLimit: z.strictObject({ perSecond: z.number(), burst: z.number() }).optional(),
  pending: z.int().min(0),
  oldestPendingAt: time.optional(),
  dead: z.int().min(0),
  lastSuccessAt: time.optional(),
  lastError: z.strictObject({ at: time, reason, message: z.string() }).optional(),
});

export const channelsAnswer = z.strictObject({ channels: z.array(channelAnswer) });

const level = z.enum(LOG_LEVELS);
export const logLevelAnswer = z.strictObject({ level, levels: z.record(z.string(), level) });

const names = z.array(z.string());
export const reloadAnswer = z.strictObject({ started: names, changed: names, stopped: names, warnings: names });

export const healthAnswer = z.strictObject({ status: z.literal('alive') });

export const readyAnswer = z.strictObject({
  status: z.enum(['ready', 'not ready']),
  problems: z.array(z.string()),
  troubles: z.array(z.string()),
  configuration: z.strictObject({
    hash: z.string().optional(),
    loadedAt: time,
    lastReload: z.strictObject({ at: time, ok: z.boolean() }).optional(),
  }),
});

export const acceptedAnswer = z.strictObject({
  events: z.array(z.strictObject({ id: z.string(), duplicate: z.boolean() })),
});

export const problemAnswer = z.strictObject({
  type: z.url(),
  title: z.string(),
  status: z.int().min(0),
  detail: z.string(),
  code: z.string(),
  errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
});

const tailEvent = z.strictObject({ id: z.string(), kind });

/** One line. */
export const tailAnswer = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('event'),
    time,
    event: tailEvent.extend({ source: z.string() }),
    workload,
    channels: z.array(z.string()).meta({ description: 'Where it goes.' }),
  }),
  z.strictObject({
    type: z.literal('delivery'),
    time,
    id: z.string(),
    channel: z.string(),
    plugin: z.string(),
    event: tailEvent,
    workload,
    attempt: z.int().min(1),
    state: z.enum(['pending', 'delivered', 'dead']).meta({ description: 'What the delivery became by the attempt.' }),
    outcome: z.enum(['delivered', 'retry', 'rejected']),
    reason: reason.optional(),
    error: z.string().optional(),
    durationMs: z.number(),
    retryAt: time.optional(),
  }),
  z.strictObject({
    type: z.literal('dead_letter'),
    time,
    id: z.string(),
    channel: z.string(),
    plugin: z.string(),
    change: z.enum(['replayed', 'discarded']),
  }),
  z.strictObject({
    type: z.literal('channel'),
    time,
    channel: z.string(),
    plugin: z.string(),
    change: z.enum(['paused', 'resumed', 'rate_limited', 'breaker_opened', 'breaker_closed', 'disabled']),
  }),
  z
    .strictObject({ type: z.literal('dropped'), count: z.int().min(1) })
    .meta({ description: 'The reader was too slow: so many records were left out.' }),
]);

export const openApiAnswer = z.looseObject({ openapi: z.string() });
