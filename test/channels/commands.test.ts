import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { EVENT_KINDS } from '@headwind/plugin-api';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { HostProcess } from '../support/host-process.js';
import { testReceiver } from '../support/receiver.js';
import { runConfiguredHost, runHost } from '../support/run-host.js';

/** A URL whose path is the credential, as those of Slack are. */
const PATH = '/services/T0001/B0001/abcdefghijklmnopqrst';
const SECRET = 'a-very-secret-key';
const SECRETS = /services|T0001|abcdefghijklmnopqrst|a-very-secret-key/;

interface Ended {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

/** Runs one command of the real program to its end, in a folder. */
async function command(cwd: string, line: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const process = new HostProcess({ args: line.split(' '), cwd, env });
  const code = await process.exited;
  return { code, out: process.stdout, err: process.stderr };
}

async function folderWith(plugins: string): Promise<string> {
  const folder = await testFolder();
  await writeFile(join(folder, 'headwind.yaml'), `apiVersion: headwind.sh/v1\nplugins:\n${plugins}\n`);
  return folder;
}

function webhook(url: string, beside = ''): string {
  return `  oncall: { use: webhook, ${beside} config: { url: "${url}${PATH}", secrets: [${SECRET}] } }`;
}

describe('headwind-notify preview', () => {
  it('shows every kind as it would be sent, and sends nothing', async () => {
    const receiver = await testReceiver();
    const folder = await folderWith(webhook(receiver.url, 'when: { events: ["rollback_*"] },'));
    const { code, out, err } = await command(folder, 'preview oncall');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.match(/^### .*$/gm)).toEqual(
      EVENT_KINDS.map((kind) =>
        kind.startsWith('rollback_') ? `### ${kind}` : `### ${kind} (not sent: \`when\` leaves it out)`,
      ),
    );
    expect(out).toContain(`POST ${new URL(receiver.url).host}\ncontent-type: application/json\n`);
    expect(out).toContain('X-Headwind-Signature: sha256=<hex>');
    expect(out).not.toMatch(SECRETS);
    expect(receiver.requests).toEqual([]);
  });

  it('shows an event of a file as JSON, byte for byte', async () => {
    const receiver = await testReceiver();
    const folder = await folderWith(webhook(receiver.url));
    await writeFile(join(folder, 'event.json'), JSON.stringify(EXAMPLE_PAYLOAD));
    const { code, out } = await command(folder, 'preview oncall --file event.json --json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      { kind: 'update_completed', routed: true, preview: { body: JSON.stringify(EXAMPLE_PAYLOAD) } },
    ]);
  });

  it('shows no control character of the event', async () => {
    const folder = await folderWith('  screen: { use: console, config: { format: pretty, color: always } }');
    const container = 'a\u001b]0;title\u0007b\u009b2Jc';
    const deployment = { ...EXAMPLE_PAYLOAD.deployment, container };
    await writeFile(join(folder, 'event.json'), JSON.stringify({ ...EXAMPLE_PAYLOAD, deployment }));
    for (const flags of ['', ' --json']) {
      const { code, out } = await command(folder, `preview screen --file event.json${flags}`);
      expect(code).toBe(0);
      expect(out).not.toMatch(/[^\P{Cc}\n]/u);
    }
  });

  it('exits with 2 on a channel that is not there, and names the nearest', async () => {
    const folder = await folderWith('  oncall: { use: console }');
    expect(await command(folder, 'preview onclal')).toEqual({
      code: 2,
      out: '',
      err: 'error: CHANNEL_NOT_FOUND: There is no channel "onclal". The channels are oncall. Did you mean oncall?\n',
    });
  });

  it('exits with 2 and the report of a wrong configuration', async () => {
    const folder = await folderWith('  oncall: { use: webhook, config: { secrets: [] } }');
    const { code, out, err } = await command(folder, 'preview oncall');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/headwind\.yaml:3:\d+ {2}PLUGIN_CONFIG_REFUSED .*url/);
    expect(err).toContain('1 problem');
  });
});

describe('headwind-notify test', () => {
  it('sends one event that is marked as a test, signed as any other, and says what was answered', async () => {
    const receiver = await testReceiver();
    const folder = await folderWith(webhook(receiver.url));
    const { code, out, err } = await command(folder, 'test oncall');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(receiver.requests).toHaveLength(1);
    const request = await receiver.next();
    expect(request.path).toBe(PATH);
    expect(request.headers).toMatchObject({ 'webhook-id': expect.stringMatching(/^test-.*\/oncall$/) });
    expect(request.headers['x-headwind-signature']).toMatch(/^sha256=[0-9a-f]{64}$/);
    expect(JSON.parse(request.rawBody.toString())).toMatchObject({
      event: 'update_failed',
      deployment: { namespace: 'headwind-test', name: 'headwind-test' },
      metadata: { test: 'true' },
    });
    expect(out).toContain(`${new URL(receiver.url).host}, which answered HTTP 200\n`);
    expect(out).toContain('outcome  delivered\n');
    expect(out).not.toMatch(SECRETS);
  });

  it('is marked in the words of a channel for people', async () => {
    const folder = await folderWith('  screen: { use: console, config: { format: pretty } }');
    const { code, out } = await command(folder, 'test screen');
    expect(code).toBe(0);
    expect(out).toContain('❌ [Test] Update Failed  headwind-test/headwind-test');
    expect(out).toContain('This is a test, sent by `headwind-notify test`; nothing happened.');
  });

  it.each([
    [404, `no such hook ${PATH}`, 'Check the path of the configured URL, and that it has not expired.'],
    [401, `wrong key ${SECRET}`, 'Check that both sides have the same secret (in UTF-8)'],
    [400, `invalid payload at ${PATH} for ${SECRET}`, 'HTTP 400: invalid payload at'],
    [503, `busy at abcdefghijklmnopqrst`, 'A host would try again within 1 s.'],
  ])('says what HTTP %i means, and repeats nothing that is secret', async (status, body, words) => {
    const receiver = await testReceiver();
    receiver.replyWith(status, { body });
    const folder = await folderWith(webhook(receiver.url));
    const { code, out, err } = await command(folder, 'test oncall');
    expect(code).toBe(1);
    expect(out).toContain(`${new URL(receiver.url).host}, which answered HTTP ${status}\n`);
    expect(out).toContain(words);
    expect(out + err).not.toMatch(SECRETS);
    expect(receiver.requests).toHaveLength(1);
  });

  it('says of a throttled channel how long it would pause', async () => {
    const receiver = await testReceiver();
    receiver.replyWith(429, { retryAfter: 30 });
    const folder = await folderWith(webhook(receiver.url));
    const { code, out } = await command(folder, 'test oncall update_completed --json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      event: { kind: 'update_completed' },
      outcome: { status: 'retry', rateLimited: true, afterMs: 30_000 },
      exchanges: [{ status: 429 }],
      next: 'A host would pause the channel for 30 s, and try again then.',
    });
  });

  it('says of a time-out to raise WEBHOOK_TIMEOUT, where the channel comes from the environment', async () => {
    const receiver = await testReceiver();
    receiver.hang();
    const env = { WEBHOOK_ENABLED: 'true', WEBHOOK_URL: `${receiver.url}${PATH}`, WEBHOOK_TIMEOUT: '1' };
    const { code, out } = await command(await testFolder(), 'test webhook', env);
    expect(code).toBe(1);
    expect(out).toContain('no outcome within 1 s');
    expect(out).toContain('Check that the endpoint is reachable from here. If it is only slow, raise WEBHOOK_TIMEOUT');
    expect(out).not.toMatch(SECRETS);
  });

  it('says what to do when the connection is refused', async () => {
    const receiver = await testReceiver();
    await receiver.close();
    const { code, out } = await command(await folderWith(webhook(receiver.url)), 'test oncall');
    expect(code).toBe(1);
    expect(out).toContain('(ECONNREFUSED)');
    expect(out).toContain('Nothing listens there.');
  });

  it('says what to do when the name is not known', async () => {
    const folder = await folderWith(webhook('http://nowhere.invalid'));
    const { code, out } = await command(folder, 'test oncall');
    expect(code).toBe(1);
    expect(out).toMatch(/nowhere\.invalid, which gave no answer \((ENOTFOUND|EAI_AGAIN)\)/);
    expect(out).toContain('The name is not found.');
  });

  it('says what to do when TLS is spoken with a service that speaks none', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    const { code, out } = await command(await folderWith(webhook(`https://127.0.0.1:${port}`)), 'test oncall');
    server.close();
    expect(code).toBe(1);
    expect(out).toMatch(/TLS cannot be agreed on|The connection ended without an answer in HTTP/);
  });

  it('works beside a host that runs, and leaves its queue alone', async () => {
    const receiver = await testReceiver();
    const folder = await testFolder();
    const host = await runConfiguredHost(folder, `plugins:\n${webhook(receiver.url)}\n`);
    const address = await host.listening();
    expect((await command(folder, 'test oncall')).code).toBe(0);
    expect((await command(folder, 'preview oncall update_failed')).code).toBe(0);
    await post(address, EXAMPLE_PAYLOAD);
    const [first, second] = await receiver.waitFor(2);
    expect(first?.headers['webhook-id']).toMatch(/^test-/);
    expect(second?.headers['webhook-id']).not.toMatch(/^test-/);
    expect(await host.stop()).toBe(0);
    expect(receiver.requests).toHaveLength(2);
  });

  it('sends what `when` leaves out, and says so', async () => {
    const receiver = await testReceiver();
    const folder = await folderWith(webhook(receiver.url, 'when: { events: ["rollback_*"] },'));
    const { code, out } = await command(folder, 'test oncall');
    expect(code).toBe(0);
    expect(out).toContain('`when` of the configuration leaves it out. The test was sent all the same.');
    expect(receiver.requests).toHaveLength(1);
  });
});

describe('a webhook that points at a service with a plugin of its own', () => {
  const WARNING =
    /events\.pagerduty\.com belongs to PagerDuty.*use the plugin \\?"pagerduty\\?" instead.*PAGERDUTY_ROUTING_KEY/;
  const ENVIRONMENT = { WEBHOOK_ENABLED: 'true', WEBHOOK_URL: 'https://events.pagerduty.com/v2/enqueue' };

  it('is warned of by check, with variables and with a file, by its host alone', async () => {
    const folder = await folderWith(
      '  pager: { use: webhook, config: { url: "https://events.pagerduty.com/v2/enqueue" } }',
    );
    for (const { code, err } of [
      await command(folder, 'check'),
      await command(await testFolder(), 'check', ENVIRONMENT),
    ]) {
      expect(code).toBe(0);
      expect(err).toMatch(WARNING);
      expect(err).not.toContain('enqueue');
    }
  });

  it('is warned of at every start', async () => {
    const host = runHost({ cwd: await testFolder(), env: ENVIRONMENT });
    await host.listening();
    expect(host.stderr).toMatch(WARNING);
    expect(host.stderr).not.toContain('enqueue');
    expect(await host.stop()).toBe(0);
  });
});
