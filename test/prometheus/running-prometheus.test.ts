import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { describeWithPrometheus } from './installed.js';
import { METRICS_TOKEN, type MetricsHost, READ_TOKEN, startMetricsHost } from './metrics-host.js';
import { type PrometheusServer, startPrometheus } from './prometheus-server.js';
import { promtool } from './promtool.js';
import { ALERTS_FILE, RECORDS_FILE, RULES } from './rule-files.js';

const SUCCESS = 'channel:headwind_delivery_success:ratio_rate5m{job="headwind", channel="hook"}';
const ALERT = 'HeadwindNotificationFailures';

/** Prometheus scrapes and thinks twice a second here; the machine may have other things to do. */
const PATIENCE = { timeout: 90_000, interval: 250 };

/**
 * A Prometheus with the configuration that is shipped, but for where the host and the token are, and with time made short:
 * it scrapes every 500 ms, and a minute of the rules is a second. That the rules do as they should with their true times,
 * `promtool test rules` shows.
 */
async function watch(host: MetricsHost): Promise<PrometheusServer> {
  const tokenFile = join(host.folder, 'read-token');
  const alertsFile = join(host.folder, 'headwind-alerts.yaml');
  const recordsFile = join(host.folder, 'headwind-records.yaml');
  const metricsTokenFile = join(host.folder, 'metrics-token');
  await writeFile(tokenFile, READ_TOKEN);
  await writeFile(metricsTokenFile, METRICS_TOKEN);
  for (const [from, to] of [
    [ALERTS_FILE, alertsFile],
    [RECORDS_FILE, recordsFile],
  ] as const) {
    await writeFile(to, (await readFile(from, 'utf8')).replaceAll(/\b(\d+)m\b/g, '$1s'));
  }
  const shipped = await readFile(join(RULES, 'prometheus.yaml'), 'utf8');
  const config = shipped
    .replaceAll('15s', '500ms')
    .replace('- headwind-alerts.yaml', `- ${alertsFile}`)
    .replace('- headwind-records.yaml', `- ${recordsFile}`)
    .replace('/run/secrets/headwind-read-token', tokenFile)
    .replace('headwind-notify:8080', new URL(host.address).host);
  const ownPort = `
  - job_name: own-port
    authorization: { credentials_file: ${metricsTokenFile} }
    static_configs: [{ targets: ["${new URL(host.metricsUrl).host}"] }]
`;
  return startPrometheus(host.folder, config + ownPort);
}

async function firstValue(prometheus: PrometheusServer, expression: string): Promise<number | undefined> {
  return (await prometheus.query(expression))[0]?.value;
}

describeWithPrometheus('a Prometheus that scrapes a running host', () => {
  it('reaches it at either port, with the token of each', async () => {
    const prometheus = await watch(await startMetricsHost());
    await vi.waitFor(async () => {
      const targets = await prometheus.targets();
      const healthy = { health: 'up', lastError: '' };
      expect(targets.toSorted((one, other) => one.scrapePool.localeCompare(other.scrapePool))).toEqual([
        { scrapePool: 'headwind', ...healthy },
        { scrapePool: 'own-port', ...healthy },
      ]);
      expect(await firstValue(prometheus, 'count(headwind_notifications_slack_sent_total == 0)')).toBe(2);
    }, PATIENCE);
  }, 100_000);

  it("fires the specification's alert while a channel fails, and at no other time", async () => {
    const host = await startMetricsHost();
    const { receiver } = host;
    const prometheus = await watch(host);
    const sent = 'headwind_notifications_sent_total{job="headwind"}';
    await vi.waitFor(async () => expect(await firstValue(prometheus, sent)).toBe(0), PATIENCE);

    // All is well, but for a provider that throttles.
    for (let count = 1; count <= 5; count += 1) await host.publish();
    receiver.replyWith(429, { retryAfter: 1 });
    await host.publish();
    await vi.waitFor(async () => {
      expect(await firstValue(prometheus, 'headwind_failures_total{job="headwind", reason="rate_limited"}')).toBe(1);
      // Twelve scrapes later, as much time has gone by as the alert looks back.
      expect(await firstValue(prometheus, `count_over_time((${sent} == 6)[1h:500ms])`)).toBeGreaterThanOrEqual(12);
      expect(await firstValue(prometheus, `min_over_time(${SUCCESS}[1h])`)).toBe(1);
    }, PATIENCE);
    expect(await prometheus.query(`last_over_time(ALERTS{alertname="${ALERT}"}[1h])`)).toEqual([]);

    // The channel fails, time and again.
    await vi.waitFor(async () => {
      receiver.replyWith(400);
      await host.publish();
      expect((await prometheus.query(`ALERTS{alertname="${ALERT}", alertstate="firing"}`)).length).toBeGreaterThan(0);
    }, PATIENCE);
    const firing = (await prometheus.alerts()).filter(({ labels }) => labels.alertname === ALERT);
    expect(firing[0]?.annotations.description).toMatch(/^Attempts to send notifications fail: [\d.]+m? a second/);
    expect((await prometheus.alerts()).map(({ labels }) => labels.alertname)).toContain('HeadwindDeadLetters');

    // It delivers again.
    await host.publish();
    await vi.waitFor(async () => {
      expect(await firstValue(prometheus, sent)).toBe(7);
      expect(await prometheus.query(`ALERTS{alertname="${ALERT}"}`)).toEqual([]);
    }, PATIENCE);
    expect(await prometheus.query('ALERTS{alertname="HeadwindDown"}')).toEqual([]);
  }, 300_000);
});

describeWithPrometheus('the metrics of a running host, to promtool', () => {
  it('have names, types and words as Prometheus has them', async () => {
    const host = await startMetricsHost();
    await host.publish();
    await host.receiver.waitFor(1);
    const input = await (await host.ask('GET', '/metrics')).text();
    expect(input).toContain('headwind_events_published_total');
    expect(promtool(['check', 'metrics'], { input })).toEqual({ status: 0, text: '' });
  });
});
