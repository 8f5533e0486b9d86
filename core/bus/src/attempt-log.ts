import type { DeliveryRecord, PluginLog } from '@headwind/plugin-api';
import type { Verdict } from './retry-policy.js';

/**
 * One line an attempt. Each has the word `notification` in it, so that the specification's
 * `kubectl logs … | grep -i notification` finds them.
 */
export function logAttempt(log: PluginLog, record: DeliveryRecord, verdict: Verdict): void {
  const { event, outcome, reason } = record;
  // Filled in piece by piece, for it is made for every attempt, whether or not the line is wanted.
  const fields: Record<string, unknown> = {
    delivery: record.deliveryId,
    channel: record.channel,
    event: event.kind,
    workload: `${event.workload.namespace}/${event.workload.name}`,
    attempt: record.attempt,
    outcome: outcome.status,
    durationMs: record.durationMs,
  };
  if (outcome.status === 'delivered' && outcome.note !== undefined) fields.note = outcome.note;
  if (verdict.state === 'delivered') {
    log.info('notification delivered', fields);
    return;
  }
  fields.reason = reason;
  fields.error = verdict.error;
  if (verdict.state === 'pending') {
    fields.retryAt = new Date(verdict.retryAt).toISOString();
    log.warn('notification failed, will be sent again', fields);
  } else {
    log.error('notification is a dead letter', fields);
  }
}
