import type { DeliveryDetails, StoredAttempt, StoredDelivery } from '@headwind/bus/queue';
import {
  type ChannelStatus,
  type ConfigurationStatus,
  type HeadwindEvent,
  payloadOf,
  type Workload,
} from '@headwind/plugin-api';

/** Blanks secrets out of what came from outside. */
type Redact = (text: string) => string;

/** RFC 3339, from milliseconds since the epoch. */
export function timeText(at: number): string {
  return new Date(at).toISOString();
}

export function workloadOf({ workload: { namespace, name, kind } }: HeadwindEvent): Workload {
  return { namespace, name, ...(kind !== undefined && { kind }) };
}

export function deliverySummary(delivery: StoredDelivery, redact: Redact): Record<string, unknown> {
  const { id, channel, state, event, attempts, retries, publishedAt } = delivery;
  const { firstAttemptAt, lastAttemptAt, lastError } = delivery;
  return {
    id,
    channel,
    state,
    event: { id: event.id, kind: event.kind, time: event.time, source: event.source },
    workload: workloadOf(event),
    attempts,
    retries,
    publishedAt: timeText(publishedAt),
    ...(firstAttemptAt !== undefined && { firstAttemptAt: timeText(firstAttemptAt) }),
    ...(lastAttemptAt !== undefined && { lastAttemptAt: timeText(lastAttemptAt) }),
    ...(lastError !== undefined && { lastError: redact(lastError) }),
  };
}

export function deliveryDetails({ delivery, attempts }: DeliveryDetails, redact: Redact): Record<string, unknown> {
  return {
    ...deliverySummary(delivery, redact),
    payload: payloadOf(delivery.event),
    history: attempts.map((attempt) => attemptAnswer(attempt, redact)),
  };
}

function attemptAnswer(attempt: StoredAttempt, redact: Redact): Record<string, unknown> {
  const { number, begunAt, endedAt, state, reason, error, retryAt } = attempt;
  return {
    number,
    begunAt: timeText(begunAt),
    endedAt: timeText(endedAt),
    durationMs: Math.max(0, endedAt - begunAt),
    state,
    ...(reason !== undefined && { reason }),
    ...(error !== undefined && { error: redact(error) }),
    ...(retryAt !== undefined && { retryAt: timeText(retryAt) }),
  };
}

export function channelAnswerOf(status: ChannelStatus, redact: Redact): Record<string, unknown> {
  const { name, plugin, state, code, health, breaker, rateLimitedUntil, rateLimit } = status;
  const { pending, oldestPendingAt, dead, lastSuccessAt, lastError } = status;
  return {
    name,
    plugin,
    state,
    ...(code !== undefined && { code }),
    health: { ok: health.ok, ...(health.detail !== undefined && { detail: redact(health.detail) }) },
    breaker,
    ...(rateLimitedUntil !== undefined && { rateLimitedUntil: timeText(rateLimitedUntil) }),
    ...(rateLimit !== undefined && { rateLimit }),
    pending,
    ...(oldestPendingAt !== undefined && { oldestPendingAt: timeText(oldestPendingAt) }),
    dead,
    ...(lastSuccessAt !== undefined && { lastSuccessAt: timeText(lastSuccessAt) }),
    ...(lastError !== undefined && {
      lastError: { at: timeText(lastError.at), reason: lastError.reason, message: redact(lastError.message) },
    }),
  };
}

export function configurationAnswer({ hash, loadedAt, lastReload }: ConfigurationStatus): Record<string, unknown> {
  return {
    ...(hash !== undefined && { hash }),
    loadedAt: timeText(loadedAt),
    ...(lastReload !== undefined && { lastReload: { at: timeText(lastReload.at), ok: lastReload.ok } }),
  };
}
