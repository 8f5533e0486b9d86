import { delivered, EVENT_KINDS, type HostStatus } from '@headwind/plugin-api';
import { describe, expect, it, vi } from 'vitest';
import { sampleValue } from '../../../test/prometheus/samples.js';
import { ONE_CHANNEL, openMetrics } from './open-metrics.js';
import { channelStatus, deliveryRecord, hostStatus, PUBLISHED_AT } from './records.js';

const NOW = PUBLISHED_AT + 600_000;

describe('a scrape', () => {
  it("has the specification's counters at 0 before anything happens, without any channel", async () => {
    const samples = await openMetrics(async () => hostStatus([])).scrape();
    for (const name of ['sent', 'failed', 'slack_sent', 'teams_sent', 'webhook_sent']) {
      expect(sampleValue(samples, `headwind_notifications_${name}_total`), name).toBe(0);
    }
  });

  it('has every series of a configured channel at 0, so that rate() sees the first increase', async () => {
    const samples = await openMetrics(async () => hostStatus([channelStatus('pager', 'pagerduty')])).scrape();
    const labels = { channel: 'pager', plugin: 'pagerduty' };
    expect(sampleValue(samples, 'headwind_notifications_pagerduty_sent_total')).toBe(0);
    for (const event of EVENT_KINDS) {
      expect(sampleValue(samples, 'headwind_deliveries_total', { ...labels, event, outcome: 'delivered' })).toBe(0);
      expect(sampleValue(samples, 'headwind_events_published_total', { source: 'api', kind: event })).toBe(0);
    }
    expect(sampleValue(samples, 'headwind_failures_total', { ...labels, reason: 'network' })).toBe(0);
    expect(sampleValue(samples, 'headwind_dead_letters_replayed_total', labels)).toBe(0);
    expect(sampleValue(samples, 'headwind_channel_changes_total', { ...labels, change: 'rate_limited' })).toBe(0);
    expect(sampleValue(samples, 'headwind_publish_to_delivered_seconds_count', labels)).toBe(0);
  });

  it('tells how things stand with each channel', async () => {
    const troubled = channelStatus('pager', 'pagerduty', {
      state: 'paused',
      health: { ok: false, detail: 'no route' },
      breaker: 'half-open',
      rateLimitedUntil: NOW + 5_000,
      pending: 12,
      oldestPendingAt: PUBLISHED_AT,
      dead: 3,
      lastSuccessAt: PUBLISHED_AT,
      lastError: { at: PUBLISHED_AT + 1_000, reason: 'network', message: 'secret-looking text' },
    });
    const { metrics, scrape } = openMetrics(async () => hostStatus([troubled, channelStatus('idle', 'slack')]), NOW);
    const samples = await scrape();
    const gauge = (name: string, channel: string, state?: string) =>
      sampleValue(samples, `headwind_channel_${name}`, { channel, ...(state !== undefined && { state }) });
    expect(gauge('state', 'pager', 'paused')).toBe(1);
    expect(gauge('state', 'pager', 'running')).toBe(0);
    expect(gauge('breaker_state', 'pager', 'half-open')).toBe(1);
    expect(gauge('breaker_state', 'pager', 'closed')).toBe(0);
    expect(gauge('healthy', 'pager')).toBe(0);
    expect(gauge('pending_deliveries', 'pager')).toBe(12);
    expect(gauge('oldest_pending_age_seconds', 'pager')).toBe(600);
    expect(gauge('dead_letters', 'pager')).toBe(3);
    expect(gauge('rate_limited_until_timestamp_seconds', 'pager')).toBe((NOW + 5_000) / 1000);
    expect(gauge('last_success_timestamp_seconds', 'pager')).toBe(PUBLISHED_AT / 1000);
    expect(gauge('last_failure_timestamp_seconds', 'pager')).toBe(PUBLISHED_AT / 1000 + 1);
    expect(gauge('state', 'idle', 'running')).toBe(1);
    expect(gauge('healthy', 'idle')).toBe(1);
    expect(gauge('oldest_pending_age_seconds', 'idle')).toBe(0);
    expect(gauge('last_success_timestamp_seconds', 'idle')).toBe(0);
    expect((await metrics.scrape(null)).body).not.toContain('secret-looking');
  });

  it('tells which configuration is live', async () => {
    const first = hostStatus([], { configuration: { hash: 'abcdef012345', loadedAt: PUBLISHED_AT } });
    const failed = { hash: 'abcdef012345', loadedAt: PUBLISHED_AT, lastReload: { at: NOW, ok: false } };
    const status = vi.fn<() => Promise<HostStatus>>().mockResolvedValueOnce(first);
    status.mockResolvedValueOnce(hostStatus([], { configuration: failed }));
    const { scrape } = openMetrics(status);
    const before = await scrape();
    expect(sampleValue(before, 'headwind_configuration_info', { hash: 'abcdef012345' })).toBe(1);
    expect(sampleValue(before, 'headwind_configuration_loaded_timestamp_seconds')).toBe(PUBLISHED_AT / 1000);
    expect(sampleValue(before, 'headwind_configuration_last_reload_successful')).toBe(1);
    expect(sampleValue(before, 'headwind_configuration_last_reload_timestamp_seconds')).toBe(0);
    expect(sampleValue(before, 'headwind_build_info', { version: '1.2.3', node: process.version })).toBe(1);
    const after = await scrape();
    expect(sampleValue(after, 'headwind_configuration_last_reload_successful')).toBe(0);
    expect(sampleValue(after, 'headwind_configuration_last_reload_timestamp_seconds')).toBe(NOW / 1000);
  });

  it('has a channel whose plugin nobody knows, for it is no longer configured, and no counter of that plugin', async () => {
    const { scrape } = openMetrics(async () =>
      hostStatus([channelStatus('gone', '', { state: 'unconfigured', dead: 2 })]),
    );
    const samples = await scrape();
    expect(sampleValue(samples, 'headwind_channel_dead_letters', { channel: 'gone', plugin: '' })).toBe(2);
    const sent = samples.map(({ name }) => name).filter((name) => /^headwind_notifications_.*_sent_total$/.test(name));
    expect(sent.toSorted()).toEqual(
      ['slack', 'teams', 'webhook'].map((plugin) => `headwind_notifications_${plugin}_sent_total`),
    );
  });

  it('has no gauge of a channel that is gone', async () => {
    const status = vi
      .fn<() => Promise<HostStatus>>()
      .mockResolvedValueOnce(ONE_CHANNEL)
      .mockResolvedValue(hostStatus([]));
    const { metrics, scrape } = openMetrics(status);
    metrics.observe(deliveryRecord(delivered()));
    expect(sampleValue(await scrape(), 'headwind_channel_pending_deliveries', { channel: 'team-slack' })).toBe(0);
    const after = await scrape();
    expect(after.filter(({ name }) => name.startsWith('headwind_channel_') && !name.endsWith('_total'))).toEqual([]);
    expect(sampleValue(after, 'headwind_notifications_sent_total')).toBe(1);
  });

  it('is answered without gauges when the host does not say how things stand, and counts that', async () => {
    const status = vi.fn<() => Promise<HostStatus>>().mockRejectedValueOnce(new Error('the queue is closed'));
    status.mockRejectedValueOnce(new Error('the queue is closed')).mockResolvedValue(ONE_CHANNEL);
    const { metrics, scrape, log } = openMetrics(status);
    metrics.observe(deliveryRecord(delivered()));
    await scrape();
    const samples = await scrape();
    expect(sampleValue(samples, 'headwind_scrape_errors_total')).toBe(2);
    expect(sampleValue(samples, 'headwind_notifications_sent_total')).toBe(1);
    expect(sampleValue(samples, 'headwind_configuration_last_reload_successful')).toBeUndefined();
    expect(log.lines.map(({ message }) => message)).toEqual(['scrapes are answered without gauges']);
    const recovered = await scrape();
    expect(sampleValue(recovered, 'headwind_scrape_errors_total')).toBe(2);
    expect(sampleValue(recovered, 'headwind_channel_healthy')).toBe(1);
  });

  it('waits only so long for a host that is slow, and does not ask again before it has answered', async () => {
    const answers: ((status: HostStatus) => void)[] = [];
    const status = vi.fn(() => new Promise<HostStatus>((resolve) => answers.push(resolve)));
    const { scrape } = openMetrics(status);
    const samples = await Promise.all([scrape(), scrape(), scrape()]);
    expect(samples.map((each) => sampleValue(each, 'headwind_channel_healthy'))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(status).toHaveBeenCalledTimes(1);
    answers[0]?.(ONE_CHANNEL);
    status.mockResolvedValue(ONE_CHANNEL);
    await vi.waitFor(async () => expect(sampleValue(await scrape(), 'headwind_channel_healthy')).toBe(1));
    expect(sampleValue(await scrape(), 'headwind_scrape_errors_total')).toBe(3);
  });
});
