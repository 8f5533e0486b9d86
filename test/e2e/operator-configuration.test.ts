import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { payloadOf } from '@headwind/plugin-api';
import { EXAMPLE_PAYLOAD, eventOf } from '@headwind/plugin-testkit/events';
import type { Receiver } from '@headwind/plugin-testkit/receiver';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startPagerDuty } from '../stand-ins/pagerduty.js';
import { type SlackStandIn, startSlack } from '../stand-ins/slack.js';
import { ConfigMap } from '../support/config-map.js';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { HostProcess } from '../support/host-process.js';
import { testReceiver } from '../support/receiver.js';
import { runHost } from '../support/run-host.js';

const FILE = 'notifications.yaml';
const SECRET = 'your-webhook-secret';
const ROUTING_KEY = '0123456789abcdef0123456789ABCDEF';

interface Services {
  readonly slack: SlackStandIn;
  readonly receiver: Receiver;
}

async function services(): Promise<Services> {
  const slack = await startSlack();
  onTestFinished(() => slack.close());
  return { slack, receiver: await testReceiver() };
}

/** A file such as people have it, with the addresses of this test. */
function fileFor({ slack, receiver }: Services): string {
  return `
# Chat
slack:
  enabled: true
  webhook_url: "${slack.webhookUrl}"
  channel: "#kubernetes-updates"
  username: "Headwind Bot"
  icon_emoji: ":robot_face:"

teams:
  enabled: false
  webhook_url: "https://outlook.office.com/webhook/YOUR/WEBHOOK/URL"

# Everything else
webhook:
  enabled: true
  url: "${receiver.url}/headwind"
  secret: "${SECRET}"
  timeout_seconds: 10
  max_retries: 3
`;
}

/** The same in the manifest of its ConfigMap. */
function manifestFor(file: string): string {
  const data = file.replaceAll(/^(?=.)/gm, '    ');
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: headwind-notifications\ndata:\n  notifications.yaml: |${data}`;
}

async function arrives({ slack, receiver }: Services, host: HostProcess): Promise<void> {
  expect((await post(await host.listening(), EXAMPLE_PAYLOAD)).status).toBe(202);
  const request = await receiver.next();
  expect(request.path).toBe('/headwind');
  const signature = createHmac('sha256', SECRET).update(request.rawBody).digest('hex');
  expect(request.headers['x-headwind-signature']).toBe(`sha256=${signature}`);
  await slack.waitForAccepted(1);
  expect(slack.accepted[0]?.text).toContain('nginx (production)');
  expect(await host.stop()).toBe(0);
  expect(host.stdout + host.stderr).not.toMatch(
    new RegExp(`${SECRET}|${new URL(slack.webhookUrl).pathname}|YOUR/WEBHOOK`),
  );
}

async function migrate(folder: string, ...flags: string[]): Promise<string> {
  const command = new HostProcess({ cwd: folder, args: ['migrate', FILE, ...flags] });
  expect(await command.exited).toBe(0);
  return command.stdout;
}

describe("the operator's own configuration file", () => {
  it.each([
    ['by itself', (file: string) => file],
    ['as the manifest of its ConfigMap', manifestFor],
  ])('is served unchanged, %s', async (_, written) => {
    const [folder, there] = [await testFolder(), await services()];
    await writeFile(join(folder, FILE), written(fileFor(there)));
    await arrives(there, runHost({ cwd: folder, args: ['serve', '--operator-config', FILE] }));
  });

  it('is served when a variable names it, with the variables where it says nothing', async () => {
    const [folder, there] = [await testFolder(), await services()];
    await writeFile(join(folder, FILE), fileFor(there).replace(`  secret: "${SECRET}"\n`, ''));
    await arrives(there, runHost({ cwd: folder, env: { HEADWIND_OPERATOR_CONFIG: FILE, WEBHOOK_SECRET: SECRET } }));
  });

  it('does the same once it is migrated, with the values in it or with references', async () => {
    for (const flags of [[], ['--references']]) {
      const [folder, there] = [await testFolder(), await services()];
      await writeFile(join(folder, FILE), fileFor(there));
      await writeFile(join(folder, 'headwind.yaml'), await migrate(folder, ...flags));
      const variables = {
        SLACK_WEBHOOK_URL: there.slack.webhookUrl,
        WEBHOOK_URL: `${there.receiver.url}/headwind`,
        WEBHOOK_SECRET: SECRET,
      };
      await arrives(there, runHost({ cwd: folder, env: flags.length === 0 ? {} : variables }));
    }
  });

  it('takes effect while the host runs when its ConfigMap is updated, and is refused where it is wrong', async () => {
    const [folder, one, two] = [await testFolder(), await testReceiver(), await testReceiver()];
    const text = (url: string) => `webhook:\n  enabled: true\n  url: ${url}\n`;
    const mounted = await ConfigMap.mount(join(folder, 'config'), { [FILE]: text(one.url) });
    const host = runHost({ cwd: folder, args: ['serve', '--operator-config', join('config', FILE)] });
    const address = await host.listening();
    await mounted.update({ [FILE]: `${text(one.url)}  timeout_seconds: soon\n` });
    await host.saysOnStderr(/config\/notifications\.yaml:4:20 CONFIG_INVALID `webhook\.timeout_seconds`/);
    await mounted.update({ [FILE]: text(two.url) });
    await host.saysOnStderr(/"changed":\["webhook"\],"stopped":\[\],"msg":"the configuration was reloaded"/);
    await post(address, EXAMPLE_PAYLOAD);
    await two.next();
    expect(one.requests).toEqual([]);
    expect(await host.stop()).toBe(0);
  });

  it('starts nothing where it is wrong, and says at which line', async () => {
    const folder = await testFolder();
    await writeFile(join(folder, FILE), 'slack:\n  enabled: true\n  webook_url: https://hooks.slack.com/services/a\n');
    const host = runHost({ cwd: folder, args: ['serve', '--operator-config', FILE] });
    expect(await host.exited).toBe(2);
    expect(host.stderr).toMatch(/notifications\.yaml:1:1 {2}CONFIG_INVALID {2}`slack\.webhook_url`: missing/);
  });
});

describe("the specification's recipe for PagerDuty", () => {
  const RECIPE = {
    WEBHOOK_ENABLED: 'true',
    WEBHOOK_URL: 'https://events.pagerduty.com/v2/enqueue',
    WEBHOOK_SECRET: ROUTING_KEY,
  };

  it('would send what PagerDuty takes', async () => {
    const args = ['preview', 'webhook', 'update_failed'];
    const command = new HostProcess({ cwd: await testFolder(), args, env: RECIPE });
    expect(await command.exited).toBe(0);
    expect(command.stdout).toContain('POST events.pagerduty.com/v2/enqueue');
    expect(command.stdout).toContain('"event_action": "trigger"');
    expect(command.stderr).toMatch(/^warning: .*PAGERDUTY_ENABLED=true and PAGERDUTY_ROUTING_KEY/);
    expect(command.stdout + command.stderr).not.toContain(ROUTING_KEY);
  });

  it('opens an incident, as the configuration that it is migrated to shows against a PagerDuty of the test', async () => {
    const pagerDuty = await startPagerDuty(ROUTING_KEY);
    onTestFinished(() => pagerDuty.close());
    const folder = await testFolder();
    await writeFile(
      join(folder, FILE),
      `webhook:\n  enabled: true\n  url: ${RECIPE.WEBHOOK_URL}\n  secret: ${ROUTING_KEY}\n`,
    );
    const yaml = await migrate(folder);
    const there = yaml.replace('      region: us\n', `      region: us\n      baseUrl: ${pagerDuty.url}\n`);
    await writeFile(join(folder, 'headwind.yaml'), there);
    const host = runHost({ cwd: folder });
    await post(await host.listening(), payloadOf(eventOf('update_failed')));
    await pagerDuty.waitForAccepted(1);
    expect(pagerDuty.accepted[0]?.body.event_action).toBe('trigger');
    expect(await host.stop()).toBe(0);
  });
});
