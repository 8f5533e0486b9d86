import { delivered, type ObservedRecord, rejected, retry } from '@headwind/plugin-api';
import { eventOf } from '../events.js';

const EVENT = eventOf('update_failed');
const PUBLISHED_AT = Date.parse(EVENT.time);

const DELIVERY = {
  type: 'delivery',
  deliveryId: `${EVENT.id}/oncall`,
  channel: 'oncall',
  plugin: 'webhook',
  event: EVENT,
  publishedAt: PUBLISHED_AT,
  durationMs: 12,
} as const;

/** A record of every type, in every state, and of what an older bus would not have told. */
export function recordsOfEveryType(): readonly ObservedRecord[] {
  const changes = ['paused', 'resumed', 'rate_limited', 'breaker_opened', 'breaker_closed', 'disabled'] as const;
  return [
    { type: 'event', event: EVENT, channels: ['oncall'] },
    { ...DELIVERY, attempt: 1, outcome: delivered(), state: 'delivered' },
    {
      ...DELIVERY,
      attempt: 2,
      outcome: retry('HTTP 503'),
      reason: 'server_error',
      state: 'pending',
      retryAt: PUBLISHED_AT + 1_000,
    },
    { ...DELIVERY, attempt: 3, outcome: rejected('HTTP 400'), reason: 'refused', state: 'dead' },
    ...(['replayed', 'discarded'] as const).map((change) => ({
      type: 'dead_letter' as const,
      deliveryId: DELIVERY.deliveryId,
      channel: 'oncall',
      plugin: 'webhook',
      change,
    })),
    ...changes.map((change) => ({ type: 'channel' as const, channel: 'oncall', plugin: 'webhook', change })),
  ];
}
