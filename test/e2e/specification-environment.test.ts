import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { promisify } from 'node:util';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { runHost } from '../support/run-host.js';

const SECRET = 'your-secret-key';

async function webhookHost(url: string, env: Readonly<Record<string, string>> = {}) {
  const variables = { WEBHOOK_ENABLED: 'true', WEBHOOK_URL: url, WEBHOOK_SECRET: SECRET, ...env };
  const host = runHost({ cwd: await testFolder(), env: variables });
  return { host, address: await host.listening() };
}

describe('a host configured by the variables of the specification alone', () => {
  it('posts the payload of the specification, byte for byte, with its signature', async () => {
    const receiver = await testReceiver();
    const { host, address } = await webhookHost(`${receiver.url}/notifications`);
    const answer = await post(address, EXAMPLE_PAYLOAD);
    expect(answer.status).toBe(202);

    const request = await receiver.next();
    expect(request.path).toBe('/notifications');
    expect(request.rawBody.toString()).toBe(JSON.stringify(EXAMPLE_PAYLOAD));
    const expected = createHmac('sha256', SECRET).update(request.rawBody).digest('hex');
    expect(request.headers['x-headwind-signature']).toBe(`sha256=${expected}`);
    expect(await host.stop()).toBe(0);
  });

  it('retries three times, and no more', async () => {
    const receiver = await testReceiver();
    for (let i = 0; i < 5; i += 1) receiver.replyWith(500);
    const { host, address } = await webhookHost(receiver.url);
    await post(address, EXAMPLE_PAYLOAD);
    await host.saysOnStderr(/given up after 3 retries/);
    expect(receiver.requests).toHaveLength(4);
    expect(new Set(receiver.requests.map((request) => request.headers['webhook-id'])).size).toBe(1);
    await host.stop();
  });

  it('obeys WEBHOOK_TIMEOUT and WEBHOOK_MAX_RETRIES', async () => {
    const receiver = await testReceiver();
    receiver.hang();
    const { host, address } = await webhookHost(receiver.url, { WEBHOOK_TIMEOUT: '1', WEBHOOK_MAX_RETRIES: '0' });
    await post(address, EXAMPLE_PAYLOAD);
    await host.saysOnStderr(/no outcome within 1 s\..*\(given up after 0 retries\)/);
    await host.stop();
  });

  it('shows the secret and the URL nowhere', async () => {
    const receiver = await testReceiver();
    receiver.replyWith(400, { body: `no hook at /very-secret-path for ${SECRET}` });
    const { host, address } = await webhookHost(`${receiver.url}/very-secret-path`);
    await post(address, EXAMPLE_PAYLOAD);
    await host.saysOnStderr(/notification is a dead letter/);
    await host.stop();
    expect(host.stderr + host.stdout).not.toContain(SECRET);
    expect(host.stderr + host.stdout).not.toContain('very-secret-path');
  });

  it('can be asked for its configuration by the check command', async () => {
    const env = { PATH: process.env.PATH ?? '', WEBHOOK_ENABLED: 'true', WEBHOOK_URL: 'http://127.0.0.1:9/hook' };
    const check = promisify(execFile)('npx', ['headwind-notify', 'check'], { env });
    expect((await check).stdout).toContain('@headwind/plugin-webhook');
  });
});
