import type { HeadwindEvent, ObservedRecord } from '@headwind/plugin-api';
import type { z } from 'zod';
import { timeText, workloadOf } from './answers.js';
import type { tailQuery } from './request-schemas.js';

/** Which records a reader wants. */
export type TailFilter = z.output<typeof tailQuery>;

/** Whether a record is one of those. One without an event is, unless something is asked of the event. */
export function isWanted(record: ObservedRecord, filter: TailFilter): boolean {
  const channels = record.type === 'event' ? record.channels : [record.channel];
  if (filter.channel !== undefined && !channels.includes(filter.channel)) return false;
  if ('event' in record) return isEventWanted(record.event, filter);
  return filter.event === undefined && filter.namespace === undefined && filter.workload === undefined;
}

function isEventWanted({ kind, workload: { namespace, name } }: HeadwindEvent, filter: TailFilter): boolean {
  return (
    (filter.event ?? kind) === kind &&
    (filter.namespace ?? namespace) === namespace &&
    (filter.workload ?? `${namespace}/${name}`) === `${namespace}/${name}`
  );
}

/**
 * A record as `GET /v1/events/tail` gives it.
 *
 * @param now milliseconds since the epoch
 * @param redact blanks out secrets in what plugins say went wrong
 */
export function tailRecord(
  record: ObservedRecord,
  now: number,
  redact: (text: string) => string,
): Record<string, unknown> {
  const time = timeText(now);
  switch (record.type) {
    case 'event': {
      const { id, kind, source } = record.event;
      const { channels } = record;
      return { type: 'event', time, event: { id, kind, source }, workload: workloadOf(record.event), channels };
    }
    case 'delivery': {
      const { deliveryId: id, channel, plugin, event, attempt, state, outcome, reason, durationMs, retryAt } = record;
      return {
        type: 'delivery',
        time,
        id,
        channel,
        plugin,
        event: { id: event.id, kind: event.kind },
        workload: workloadOf(event),
        attempt,
        state,
        outcome: outcome.status,
        durationMs,
        ...(reason !== undefined && { reason }),
        ...(outcome.status !== 'delivered' && { error: redact(outcome.message) }),
        ...(retryAt !== undefined && { retryAt: timeText(retryAt) }),
      };
    }
    case 'dead_letter': {
      const { deliveryId: id, channel, plugin, change } = record;
      return { type: 'dead_letter', time, id, channel, plugin, change };
    }
    case 'channel': {
      const { channel, plugin, change } = record;
      return { type: 'channel', time, channel, plugin, change };
    }
  }
}
