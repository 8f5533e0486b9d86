import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { configurationOf, METRICS_TOKEN, PUBLISH_TOKEN, READ_TOKEN, startMetricsHost } from './metrics-host.js';
import { increases, type Sample, sampleValue } from './samples.js';

const HOOK = 'channel="hook",plugin="webhook"';
const PATIENCE = { timeout: 20_000, interval: 50 };
const PUBLISHED = { 'headwind_events_published_total{source="api",kind="update_completed"}': 1 };

/** Delivered, in so many attempts' time. */
const SENT = {
  headwind_notifications_sent_total: 1,
  headwind_notifications_webhook_sent_total: 1,
  [`headwind_deliveries_total{${HOOK},event="update_completed",outcome="delivered"}`]: 1,
  [`headwind_delivery_duration_seconds_count{${HOOK},outcome="delivered"}`]: 1,
  [`headwind_publish_to_delivered_seconds_count{${HOOK}}`]: 1,
};

function failed(outcome: 'retry' | 'rejected', reason: string, times = 1): Record<string, number> {
  return {
    headwind_notifications_failed_total: times,
    [`headwind_failures_total{${HOOK},reason="${reason}"}`]: times,
    [`headwind_deliveries_total{${HOOK},event="update_completed",outcome="${outcome}"}`]: times,
    [`headwind_delivery_duration_seconds_count{${HOOK},outcome="${outcome}"}`]: times,
  };
}

function counters(samples: readonly Sample[]): Sample[] {
  return samples.filter(({ name }) => /^headwind_\w+_(total|count)$/.test(name));
}

describe('the metrics of a running host', () => {
  it('move exactly as their documentation says', async () => {
    const { receiver, publish, ask, scrape } = await startMetricsHost();
    let last = await scrape();

    /** Waits until the counters have moved so much since the last step, and no other has moved at all. */
    const moved = async (expected: Record<string, number>): Promise<void> => {
      await vi.waitFor(async () => {
        const now = await scrape();
        expect(increases(counters(last), counters(now))).toEqual(expected);
        last = now;
      }, PATIENCE);
    };
    const gauge = (name: string, state?: string) =>
      sampleValue(last, `headwind_channel_${name}`, { channel: 'hook', ...(state !== undefined && { state }) });

    // Sent.
    await publish('sent');
    await moved({ ...PUBLISHED, ...SENT });

    // A duplicate.
    await publish('sent');
    await moved({});

    // Retried, then sent.
    receiver.replyWith(503);
    await publish('retried');
    await moved({ ...PUBLISHED, ...failed('retry', 'server_error'), ...SENT });

    // Rate limited, then sent: no failed notification.
    receiver.replyWith(429, { retryAfter: 1 });
    await publish('rate-limited');
    const { headwind_notifications_failed_total: _, ...throttled } = failed('retry', 'rate_limited');
    await moved({
      ...PUBLISHED,
      ...throttled,
      [`headwind_channel_changes_total{${HOOK},change="rate_limited"}`]: 1,
      ...SENT,
    });

    // Rejected, and dead.
    receiver.replyWith(400);
    await publish('rejected');
    await moved({ ...PUBLISHED, ...failed('rejected', 'refused'), [`headwind_dead_letters_total{${HOOK}}`]: 1 });

    // Out of retries, and dead.
    receiver.replyWith(503);
    receiver.replyWith(503);
    await publish('out-of-retries');
    await moved({ ...PUBLISHED, ...failed('retry', 'server_error', 2), [`headwind_dead_letters_total{${HOOK}}`]: 1 });
    expect(gauge('dead_letters')).toBe(2);
    expect(gauge('last_failure_timestamp_seconds')).toBeGreaterThan(0);

    // Replayed, then sent.
    expect((await ask('POST', '/v1/deliveries/rejected/hook/replay')).status).toBe(202);
    await moved({ [`headwind_dead_letters_replayed_total{${HOOK}}`]: 1, ...SENT });
    expect(gauge('dead_letters')).toBe(1);

    // Discarded.
    expect((await ask('DELETE', '/v1/deliveries/out-of-retries/hook')).status).toBe(204);
    await moved({ [`headwind_dead_letters_discarded_total{${HOOK}}`]: 1 });
    expect(gauge('dead_letters')).toBe(0);

    // Paused: what is published waits.
    expect((await ask('POST', '/v1/channels/hook/pause')).status).toBe(200);
    await moved({ [`headwind_channel_changes_total{${HOOK},change="paused"}`]: 1 });
    expect(gauge('state', 'paused')).toBe(1);
    await publish('waiting');
    await moved(PUBLISHED);
    expect(gauge('pending_deliveries')).toBe(1);

    // Resumed, and sent.
    expect((await ask('POST', '/v1/channels/hook/resume')).status).toBe(200);
    await moved({ [`headwind_channel_changes_total{${HOOK},change="resumed"}`]: 1, ...SENT });
    expect(gauge('state', 'running')).toBe(1);
    expect(gauge('pending_deliveries')).toBe(0);
    expect(gauge('breaker_state', 'closed')).toBe(1);
  });

  it('tell which configuration is live', async () => {
    const { folder, receiver, ask, scrape } = await startMetricsHost();
    const before = await scrape();
    const hashOf = (samples: readonly Sample[]) =>
      samples.find(({ name }) => name === 'headwind_configuration_info')?.labels.hash;
    expect(hashOf(before)).toMatch(/^[0-9a-f]{12}$/);
    expect(sampleValue(before, 'headwind_configuration_last_reload_successful')).toBe(1);

    const file = join(folder, 'headwind.yaml');
    await writeFile(file, 'apiVersion: headwind.sh/v1\nplugins: { hook: { use: no-such-plugin } }\n');
    expect((await ask('POST', '/v1/reload')).status).toBe(422);
    const refused = await scrape();
    expect(sampleValue(refused, 'headwind_configuration_last_reload_successful')).toBe(0);
    expect(hashOf(refused)).toBe(hashOf(before));

    const changed = configurationOf(receiver.url).replace('hook:', 'renamed:');
    await writeFile(file, `apiVersion: headwind.sh/v1\n${changed}`);
    expect((await ask('POST', '/v1/reload')).status).toBe(200);
    const after = await scrape();
    expect(sampleValue(after, 'headwind_configuration_last_reload_successful')).toBe(1);
    expect(hashOf(after)).not.toBe(hashOf(before));
    const channels = after
      .filter(({ name }) => name === 'headwind_channel_healthy')
      .map(({ labels }) => labels.channel);
    expect(channels).toEqual(['renamed']);
  });

  it('are for those who may read, at the root and below the instance', async () => {
    const { address, metricsUrl } = await startMetricsHost();
    const status = async (url: string, token: string) =>
      (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
    for (const path of ['/metrics', '/plugins/metrics/metrics']) {
      expect(await status(`${address}${path}`, READ_TOKEN)).toBe(200);
      expect(await status(`${address}${path}`, PUBLISH_TOKEN)).toBe(403);
      expect((await fetch(`${address}${path}`)).status).toBe(401);
    }
    expect(await status(metricsUrl, METRICS_TOKEN)).toBe(200);
    expect(await status(metricsUrl, READ_TOKEN)).toBe(401);
  });
});
