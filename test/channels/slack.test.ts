import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type SlackOptions, type SlackStandIn, startSlack } from '../stand-ins/slack.js';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { runConfiguredHost, runHost } from '../support/run-host.js';

/** Quick retries; one request at a time, so that none is on its way when Slack asks for patience. */
const LANE = 'concurrency: 1, rateLimit: { perSecond: 1000, burst: 1000 }, retry: { min: 10ms, max: 50ms }';

async function testSlack(options: SlackOptions = {}): Promise<SlackStandIn> {
  const slack = await startSlack(options);
  onTestFinished(() => slack.close());
  return slack;
}

async function hostWith(config: string, isolation = 'none') {
  const yaml = `plugins: { team: { use: slack, isolation: ${isolation}, ${LANE}, config: ${config} } }\n`;
  const host = await runConfiguredHost(await testFolder(), yaml);
  return { host, address: await host.listening() };
}

/** How the two ways to post are configured. */
const WAYS = [
  { way: 'a webhook', config: ({ webhookUrl }: SlackStandIn) => `{ webhookUrl: "${webhookUrl}" }` },
  {
    way: 'a bot token',
    config: ({ token, apiUrl }: SlackStandIn) => `{ token: ${token}, apiUrl: "${apiUrl}", channel: "#deployments" }`,
  },
];

function payload(name: string) {
  return { ...EXAMPLE_PAYLOAD, deployment: { ...EXAMPLE_PAYLOAD.deployment, name } };
}

/** The workloads that the channel shows, in the order in which they arrived. */
function workloadsIn(slack: SlackStandIn): string[] {
  return slack.accepted.map(({ text }) => /: (\S+) \(production\)/.exec(text)?.[1] ?? text);
}

/** The same, whichever thread the plugin runs in. */
const THREADS = WAYS.flatMap((each) => ['none', 'worker'].map((isolation) => ({ ...each, isolation })));

describe.each(THREADS)('Slack over $way, with isolation: $isolation', ({ config, isolation }) => {
  it('loses nothing while Slack fails, throttles, cuts connections and a proxy answers in its place', async () => {
    const slack = await testSlack();
    slack.failNext({ status: 500, body: 'rollup_error' });
    slack.failNext('reset');
    slack.failNext({ status: 429, retryAfter: 1, body: { retry_after: 1, ok: false, error: 'rate_limited' } });
    slack.failNext({ status: 200, body: '<!DOCTYPE html><title>Sign in to the network</title>' });
    slack.failNext({ status: 200, retryAfter: 0, body: { ok: false, error: 'ratelimited' } });
    slack.failNext({ status: 503 });
    const { host, address } = await hostWith(config(slack), isolation);
    const names = Array.from({ length: 12 }, (_, index) => `app-${index}`);
    expect((await post(address, names.map(payload))).status).toBe(202);
    await slack.waitForAccepted(names.length);
    expect(workloadsIn(slack).sort()).toEqual([...names].sort());
    expect(slack.violations).toEqual([]);
    expect(await host.stop()).toBe(0);
    expect(slack.requests).toHaveLength(names.length + 6);
  });

  it('keeps to what Slack takes, and waits as long as it says', async () => {
    const slack = await testSlack({ messagesPerSecond: 3 });
    const { host, address } = await hostWith(config(slack), isolation);
    const names = Array.from({ length: 8 }, (_, index) => `app-${index}`);
    await post(address, names.map(payload));
    await slack.waitForAccepted(names.length);
    expect(workloadsIn(slack).sort()).toEqual([...names].sort());
    expect(slack.violations).toEqual([]);
    expect(slack.requests.length).toBeGreaterThan(names.length);
    expect(await host.stop()).toBe(0);
  });
});

describe('what Slack refuses for good', () => {
  it.each([
    [404, 'no_service', 'Recreate the webhook in Slack'],
    [403, 'action_prohibited', 'administrator'],
    [410, 'channel_is_archived', 'Unarchive it'],
    [400, 'invalid_payload', 'form of the message'],
  ])('over a webhook (%i %s) is asked once, and the log says what to do', async (status, body, advice) => {
    const slack = await testSlack();
    slack.failNext({ status, body });
    const { host, address } = await hostWith(WAYS[0]?.config(slack) ?? '');
    await post(address, payload('refused'));
    await host.saysOnStderr(new RegExp(`HTTP ${status} ${body}.*${advice}.*notification is a dead letter`));
    await post(address, payload('next'));
    await slack.waitForAccepted(1);
    expect(workloadsIn(slack)).toEqual(['next']);
    expect(slack.requests).toHaveLength(2);
    expect(host.stderr).not.toContain(new URL(slack.webhookUrl).pathname);
  });

  it('over a webhook that Slack does not know is asked once', async () => {
    const slack = await testSlack();
    const { host, address } = await hostWith(`{ webhookUrl: "${slack.webhookUrl}-deleted" }`);
    await post(address, payload('refused'));
    await host.saysOnStderr(/HTTP 404 no_service.*invalid, has expired or was revoked.*notification is a dead letter/);
    expect(slack.requests).toHaveLength(1);
  });

  it.each([
    ['channel: "#nowhere"', 'channel_not_found', 'Correct `channel`'],
    ['channel: "#deployments"', 'invalid_auth', 'new bot token', 'xoxb-wrong'],
  ])(
    'with a bot token (%s: %s) is asked once, and the log says what to do',
    async (channel, code, advice, wrong = '') => {
      const slack = await testSlack();
      const token = wrong === '' ? slack.token : wrong;
      const { host, address } = await hostWith(`{ token: ${token}, apiUrl: "${slack.apiUrl}", ${channel} }`);
      await post(address, payload('refused'));
      await host.saysOnStderr(new RegExp(`${code}.*${advice}.*notification is a dead letter`));
      expect(slack.requests).toHaveLength(1);
      expect(host.stderr).not.toContain(token);
    },
  );
});

describe('Slack by the variables of the specification', () => {
  it('gets its messages with the channel, name and icon of the variables', async () => {
    const slack = await testSlack();
    const env = {
      SLACK_ENABLED: 'true',
      SLACK_WEBHOOK_URL: slack.webhookUrl,
      SLACK_CHANNEL: '#deployments',
      SLACK_USERNAME: 'Headwind Bot',
      SLACK_ICON_EMOJI: ':rocket:',
    };
    const host = runHost({ cwd: await testFolder(), env });
    await post(await host.listening(), EXAMPLE_PAYLOAD);
    await slack.waitForAccepted(1);
    expect(JSON.parse(slack.requests[0]?.body ?? '')).toMatchObject({
      channel: '#deployments',
      username: 'Headwind Bot',
      icon_emoji: ':rocket:',
      text: '🚀 Update Completed: nginx (production), nginx:1.25.0 → nginx:1.26.0',
    });
    expect(await host.stop()).toBe(0);
    expect(host.stdout + host.stderr).not.toContain(slack.webhookUrl);
  });
});
