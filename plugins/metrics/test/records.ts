import {
  type ChannelStatus,
  type DeliveryRecord,
  delivered,
  failureReasonOf,
  type HeadwindEvent,
  type HostStatus,
  type Outcome,
} from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';

/** When the events of these records were stored. */
export const PUBLISHED_AT = Date.parse('2025-11-06T10:30:00Z');

/** Unless the retries have run out. */
const STATE_AFTER = { delivered: 'delivered', retry: 'pending', rejected: 'dead' } as const;

/** One attempt at a delivery, as the bus tells of it. */
export function deliveryRecord(
  outcome: Outcome = delivered(),
  overrides: Partial<DeliveryRecord> = {},
  event: HeadwindEvent = eventOf('update_failed'),
): DeliveryRecord {
  const reason = failureReasonOf(outcome);
  const channel = overrides.channel ?? 'team-slack';
  return {
    type: 'delivery',
    deliveryId: `${event.id}/${channel}`,
    channel,
    plugin: 'slack',
    event,
    publishedAt: PUBLISHED_AT,
    attempt: 1,
    outcome,
    ...(reason !== undefined && { reason }),
    state: STATE_AFTER[outcome.status],
    durationMs: 200,
    ...overrides,
  };
}

/** A channel that runs and has nothing to do. */
export function channelStatus(name: string, plugin: string, overrides: Partial<ChannelStatus> = {}): ChannelStatus {
  return {
    name,
    plugin,
    state: 'running',
    health: { ok: true },
    breaker: 'closed',
    pending: 0,
    dead: 0,
    ...overrides,
  };
}

export function hostStatus(channels: readonly ChannelStatus[], overrides: Partial<HostStatus> = {}): HostStatus {
  return { version: '1.2.3', configuration: { loadedAt: PUBLISHED_AT }, channels, ...overrides };
}
