import { type EventKind, payloadOf } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AcceptedEvent, type PagerDutyStandIn, startPagerDuty } from '../stand-ins/pagerduty.js';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import type { HostProcess } from '../support/host-process.js';
import { runConfiguredHost, runHost } from '../support/run-host.js';

const KEY = '0123456789abcdef0123456789ABCDEF';
const DEDUP_KEY = 'production/nginx-deployment/nginx nginx:1.26.0 -> nginx:1.27.0';

async function testPagerDuty(): Promise<PagerDutyStandIn> {
  const pagerDuty = await startPagerDuty(KEY);
  onTestFinished(() => pagerDuty.close());
  return pagerDuty;
}

interface HostOptions {
  readonly folder?: string;
  readonly routingKey?: string;
  readonly config?: string;
}

/** A host whose only channel is `oncall`, with retries as short as a test wants them. */
async function hostFor({ url }: PagerDutyStandIn, options: HostOptions = {}): Promise<HostProcess> {
  const { routingKey = KEY, config = '' } = options;
  return runConfiguredHost(
    options.folder ?? (await testFolder()),
    `
plugins:
  oncall:
    use: pagerduty
    concurrency: 1
    rateLimit: { perSecond: 1000, burst: 100 }
    retry: { min: 10ms, max: 50ms }
    config: { routingKey: "${routingKey}", baseUrl: "${url}"${config} }
`,
  );
}

async function publish(host: HostProcess, kind: EventKind, name = 'nginx-deployment'): Promise<void> {
  const event = eventOf(kind, { workload: { name } });
  const answer = await post(await host.listening(), { ...payloadOf(event), id: `${name}-${kind}` });
  expect(answer.status).toBe(202);
}

function workloadOf({ body }: AcceptedEvent): string {
  return String(body.dedup_key).replace(/^production\/(\S+)\/nginx .*$/, '$1');
}

function actions({ accepted }: PagerDutyStandIn): unknown[] {
  return accepted.map(({ path, body }) => (path === '/v2/enqueue' ? body.event_action : path));
}

describe('a host with a channel to PagerDuty', () => {
  it('follows one update with one incident, from the failure to the completed rollback', async () => {
    const pagerDuty = await testPagerDuty();
    const host = await hostFor(pagerDuty);
    for (const kind of ['update_detected', 'update_approved', 'update_failed'] as const) await publish(host, kind);
    for (const kind of ['rollback_triggered', 'rollback_completed'] as const) await publish(host, kind);
    await pagerDuty.waitForAccepted(3);
    expect(actions(pagerDuty)).toEqual(['trigger', 'trigger', 'resolve']);
    expect(pagerDuty.incidents(DEDUP_KEY)).toEqual(['resolved']);
    expect(await host.stop()).toBe(0);
    expect(pagerDuty.requests).toHaveLength(3);
    expect(host.stderr).not.toContain(KEY);
  });

  it('loses no event to 500, 503, 408, a cut connection and the page of a proxy', async () => {
    const pagerDuty = await testPagerDuty();
    pagerDuty.failNext({ status: 500 });
    pagerDuty.failNext({ status: 503, body: '<html>Service Unavailable</html>' });
    pagerDuty.failNext('reset');
    pagerDuty.failNext({ status: 200, body: '<html>Please log in</html>' });
    pagerDuty.failNext({ status: 408 });
    const host = await hostFor(pagerDuty);
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const name of names) await publish(host, 'update_failed', name);
    await pagerDuty.waitForAccepted(names.length);
    expect(pagerDuty.accepted.map(workloadOf).sort()).toEqual(names);
    expect(pagerDuty.requests).toHaveLength(names.length + 5);
    expect(host.stderr).toContain('Something on the way may have answered in its place');
  });

  it('sends nothing before a Retry-After is over, and everything afterwards', async () => {
    const pagerDuty = await testPagerDuty();
    pagerDuty.failNext({ status: 429, retryAfter: 1 });
    const host = await hostFor(pagerDuty);
    for (const name of ['a', 'b', 'c']) await publish(host, 'update_failed', name);
    await pagerDuty.waitForAccepted(3);
    expect(pagerDuty.violations).toEqual([]);
    expect(pagerDuty.requests).toHaveLength(4);
    expect(host.stderr).toContain('channel paused for 1 s: rate limited');
  });

  it('acknowledges, resolves and records changes as configured, and repeats the resolve where the change is throttled', async () => {
    const pagerDuty = await testPagerDuty();
    pagerDuty.failNext({ status: 429, retryAfter: 1 }, '/v2/change/enqueue');
    const host = await hostFor(pagerDuty, { config: ', acknowledgeApprovals: true, changeEvents: true' });
    for (const kind of ['update_failed', 'update_approved', 'update_completed'] as const) await publish(host, kind);
    await pagerDuty.waitForAccepted(5);
    expect(actions(pagerDuty)).toEqual(['trigger', 'acknowledge', 'resolve', 'resolve', '/v2/change/enqueue']);
    expect(pagerDuty.violations).toEqual([]);
    expect(pagerDuty.incidents(DEDUP_KEY)).toEqual(['resolved']);
  });

  it('delivers after a kill what PagerDuty had not accepted before it', async () => {
    const pagerDuty = await testPagerDuty();
    const folder = await testFolder();
    pagerDuty.failNext({ status: 503, retryAfter: 1 });
    const killed = await hostFor(pagerDuty, { folder });
    await publish(killed, 'update_failed');
    await pagerDuty.waitUntil(() => pagerDuty.requests.length > 0);
    await killed.kill();
    expect(pagerDuty.accepted).toEqual([]);
    await hostFor(pagerDuty, { folder });
    await pagerDuty.waitForAccepted(1);
    expect(pagerDuty.incidents(DEDUP_KEY)).toEqual(['triggered']);
  });

  it('asks once alone with a wrong routing key, and says which key it takes', async () => {
    const pagerDuty = await testPagerDuty();
    const wrong = 'ffffffffffffffffffffffffffffffff';
    const host = await hostFor(pagerDuty, { routingKey: wrong });
    await publish(host, 'update_failed');
    await host.saysOnStderr(/Invalid routing key.*Integration Key.*Events API V2.*notification is a dead letter/);
    expect(await host.stop()).toBe(0);
    expect(pagerDuty.requests).toHaveLength(1);
    expect(host.stderr).not.toContain(wrong);
  });

  it('says that a change event was refused although the incident was resolved', async () => {
    const pagerDuty = await testPagerDuty();
    const host = await hostFor(pagerDuty, { config: ', changeEvents: true' });
    await publish(host, 'update_failed');
    await pagerDuty.waitForAccepted(1);
    pagerDuty.failNext({ status: 403, body: 'no changes here' }, '/v2/change/enqueue');
    await publish(host, 'update_completed');
    await host.saysOnStderr(/incident resolved, if one is open.*but then HTTP 403.*notification is a dead letter/);
    await host.stop();
    expect(pagerDuty.requests).toHaveLength(3);
  });
});

describe('the variables PAGERDUTY_ENABLED and PAGERDUTY_ROUTING_KEY', () => {
  async function check(routingKey: string): Promise<HostProcess> {
    const env = { PAGERDUTY_ENABLED: 'true', PAGERDUTY_ROUTING_KEY: routingKey };
    return runHost({ cwd: await testFolder(), args: ['check'], env });
  }

  it('make a channel', async () => {
    const host = await check(KEY);
    expect(await host.exited).toBe(0);
    expect(host.stdout).toContain('@headwind/plugin-pagerduty');
  });

  it('are refused with a key of another kind, and the message says where the right one is', async () => {
    const host = await check('u+3rschqsESqk9Q6_-gx');
    expect(await host.exited).toBe(2);
    expect(host.stderr).toContain('Events API V2');
    expect(host.stderr).not.toContain('u+3rschqsESqk9Q6_-gx');
  });
});
