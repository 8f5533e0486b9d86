import { delivered, type ObservedRecord, rejected, retry } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { increases, type Sample, sampleValue } from '../../../test/prometheus/samples.js';
import { openMetrics } from './open-metrics.js';
import { deliveryRecord, PUBLISHED_AT } from './records.js';

const CHANNEL = 'channel="team-slack",plugin="slack"';

/** What of the plugin's own counters and histograms moves when it sees a record; buckets and processes are passed over. */
async function moves(...records: readonly ObservedRecord[]): Promise<Record<string, number>> {
  const { metrics, scrape } = openMetrics(undefined, PUBLISHED_AT + 90_000);
  const before = await scrape();
  for (const record of records) metrics.observe(record);
  const after = await scrape();
  return increases(before.filter(isOwn), after.filter(isOwn));
}

function isOwn({ name }: Sample): boolean {
  return name.startsWith('headwind_') && !name.endsWith('_bucket');
}

describe('each record moves exactly the counters that its documentation names', () => {
  it('an event', async () => {
    expect(await moves({ type: 'event', event: eventOf('update_completed'), channels: ['team-slack'] })).toEqual({
      'headwind_events_published_total{source="api",kind="update_completed"}': 1,
    });
  });

  it('an event of a source', async () => {
    const event = eventOf('rollback_failed', { source: 'cluster' });
    expect(await moves({ type: 'event', event, channels: [] })).toEqual({
      'headwind_events_published_total{source="cluster",kind="rollback_failed"}': 1,
    });
  });

  it('a delivery that is delivered', async () => {
    expect(await moves(deliveryRecord(delivered()))).toEqual({
      headwind_notifications_sent_total: 1,
      headwind_notifications_slack_sent_total: 1,
      [`headwind_deliveries_total{${CHANNEL},event="update_failed",outcome="delivered"}`]: 1,
      [`headwind_delivery_duration_seconds_sum{${CHANNEL},outcome="delivered"}`]: 0.2,
      [`headwind_delivery_duration_seconds_count{${CHANNEL},outcome="delivered"}`]: 1,
      [`headwind_publish_to_delivered_seconds_sum{${CHANNEL}}`]: 90,
      [`headwind_publish_to_delivered_seconds_count{${CHANNEL}}`]: 1,
    });
  });

  it('an attempt that failed and is made again', async () => {
    expect(await moves(deliveryRecord(retry('HTTP 503', { reason: 'server_error' })))).toEqual({
      headwind_notifications_failed_total: 1,
      [`headwind_failures_total{${CHANNEL},reason="server_error"}`]: 1,
      [`headwind_deliveries_total{${CHANNEL},event="update_failed",outcome="retry"}`]: 1,
      [`headwind_delivery_duration_seconds_sum{${CHANNEL},outcome="retry"}`]: 0.2,
      [`headwind_delivery_duration_seconds_count{${CHANNEL},outcome="retry"}`]: 1,
    });
  });

  it('an attempt that ran out of retries', async () => {
    expect(await moves(deliveryRecord(retry('no answer', { reason: 'timeout' }), { state: 'dead' }))).toEqual({
      headwind_notifications_failed_total: 1,
      [`headwind_dead_letters_total{${CHANNEL}}`]: 1,
      [`headwind_failures_total{${CHANNEL},reason="timeout"}`]: 1,
      [`headwind_deliveries_total{${CHANNEL},event="update_failed",outcome="retry"}`]: 1,
      [`headwind_delivery_duration_seconds_sum{${CHANNEL},outcome="retry"}`]: 0.2,
      [`headwind_delivery_duration_seconds_count{${CHANNEL},outcome="retry"}`]: 1,
    });
  });

  it('an attempt that was rejected', async () => {
    expect(await moves(deliveryRecord(rejected('HTTP 403', { reason: 'credentials' })))).toEqual({
      headwind_notifications_failed_total: 1,
      [`headwind_dead_letters_total{${CHANNEL}}`]: 1,
      [`headwind_failures_total{${CHANNEL},reason="credentials"}`]: 1,
      [`headwind_deliveries_total{${CHANNEL},event="update_failed",outcome="rejected"}`]: 1,
      [`headwind_delivery_duration_seconds_sum{${CHANNEL},outcome="rejected"}`]: 0.2,
      [`headwind_delivery_duration_seconds_count{${CHANNEL},outcome="rejected"}`]: 1,
    });
  });

  it('an attempt that was rate limited, which is no failed notification', async () => {
    expect(await moves(deliveryRecord(retry('HTTP 429', { rateLimited: true })))).toEqual({
      [`headwind_failures_total{${CHANNEL},reason="rate_limited"}`]: 1,
      [`headwind_deliveries_total{${CHANNEL},event="update_failed",outcome="retry"}`]: 1,
      [`headwind_delivery_duration_seconds_sum{${CHANNEL},outcome="retry"}`]: 0.2,
      [`headwind_delivery_duration_seconds_count{${CHANNEL},outcome="retry"}`]: 1,
    });
  });

  it.each(['replayed', 'discarded'] as const)('a dead letter that is %s', async (change) => {
    const record = {
      type: 'dead_letter',
      deliveryId: 'e1/team-slack',
      channel: 'team-slack',
      plugin: 'slack',
    } as const;
    expect(await moves({ ...record, change })).toEqual({ [`headwind_dead_letters_${change}_total{${CHANNEL}}`]: 1 });
  });

  it.each(['paused', 'resumed', 'rate_limited', 'breaker_opened', 'breaker_closed', 'disabled'] as const)(
    'a channel that is %s',
    async (change) => {
      expect(await moves({ type: 'channel', channel: 'team-slack', plugin: 'slack', change })).toEqual({
        [`headwind_channel_changes_total{${CHANNEL},change="${change}"}`]: 1,
      });
    },
  );

  it('a record of a type or change that a later host tells of moves nothing', async () => {
    const later: ObservedRecord[] = JSON.parse(
      '[{ "type": "weather" }, { "type": "channel", "channel": "team-slack", "plugin": "slack", "change": "repainted" }]',
    );
    expect(await moves(...later)).toEqual({});
  });
});

describe('a run of everything', () => {
  it('adds up', async () => {
    const { metrics, scrape } = openMetrics();
    const records: ObservedRecord[] = [
      deliveryRecord(retry('HTTP 429', { rateLimited: true })),
      deliveryRecord(retry('HTTP 503', { reason: 'server_error' }), { attempt: 2 }),
      deliveryRecord(delivered(), { attempt: 3 }),
      deliveryRecord(rejected('gone'), { channel: 'pager', plugin: 'pagerduty' }),
      deliveryRecord(delivered(), { channel: 'pager', plugin: 'pagerduty', attempt: 2 }),
      deliveryRecord(delivered(), { channel: 'my-own', plugin: 'my-plugin' }),
    ];
    for (const record of records) metrics.observe(record);
    const samples = await scrape();
    expect(sampleValue(samples, 'headwind_notifications_sent_total')).toBe(3);
    expect(sampleValue(samples, 'headwind_notifications_slack_sent_total')).toBe(1);
    expect(sampleValue(samples, 'headwind_notifications_teams_sent_total')).toBe(0);
    expect(sampleValue(samples, 'headwind_notifications_webhook_sent_total')).toBe(0);
    expect(sampleValue(samples, 'headwind_notifications_pagerduty_sent_total')).toBe(1);
    expect(sampleValue(samples, 'headwind_notifications_my_plugin_sent_total')).toBe(1);
    expect(sampleValue(samples, 'headwind_notifications_failed_total')).toBe(2);
    expect(sampleValue(samples, 'headwind_failures_total', { channel: 'pager', reason: 'other' })).toBe(1);
  });

  it('takes no wait for less than nothing when the time of day was set back', async () => {
    const { metrics, scrape } = openMetrics(undefined, PUBLISHED_AT - 60_000);
    metrics.observe(deliveryRecord(delivered()));
    expect(sampleValue(await scrape(), 'headwind_publish_to_delivered_seconds_sum')).toBe(0);
  });
});
