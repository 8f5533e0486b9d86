import { createServer } from 'node:http';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { runConfiguredHost, runHost } from '../support/run-host.js';

/** What is the credential in each channel's configuration, and the configuration for a service at an address. */
const CHANNELS = [
  {
    use: 'slack',
    secrets: ['T0001ABCD', 'b1946ac92492d2347c6a180b36'],
    config: (url: string) => `{ webhookUrl: "${url}/services/T0001ABCD/b1946ac92492d2347c6a180b36" }`,
  },
  {
    use: 'slack',
    secrets: ['xoxb-000000000000-b1946ac92492d2347c6a180b36'],
    config: (url: string) =>
      `{ token: xoxb-000000000000-b1946ac92492d2347c6a180b36, channel: "#alerts", apiUrl: "${url}/api" }`,
  },
  {
    use: 'teams',
    secrets: ['b1946ac92492d2347c6a180b36', 'd8e8fca2dc0f896fd7cb4cb0031ba249'],
    config: (url: string) =>
      `{ webhookUrl: "${url}/workflows/b1946ac92492d2347c6a180b36/triggers/manual/paths/invoke?sig=d8e8fca2dc0f896fd7cb4cb0031ba249" }`,
  },
  {
    use: 'webhook',
    secrets: ['b1946ac92492d2347c6a180b36', 'd8e8fca2dc0f896fd7cb4cb0031ba249'],
    config: (url: string) =>
      `{ url: "${url}/hooks/b1946ac92492d2347c6a180b36?token=d8e8fca2dc0f896fd7cb4cb0031ba249" }`,
  },
  {
    use: 'pagerduty',
    secrets: ['R0UT1NGK3Y00000000000000000000AB'],
    config: (url: string) => `{ routingKey: R0UT1NGK3Y00000000000000000000AB, baseUrl: "${url}" }`,
  },
  {
    use: 'opsgenie',
    secrets: ['b1946ac9-2492-d234-7c6a-180b36fd1a8c'],
    config: (url: string) => `{ apiKey: b1946ac9-2492-d234-7c6a-180b36fd1a8c, baseUrl: "${url}" }`,
  },
];

/** Those with which a channel goes on, and 429, with which it pauses. */
const ANSWERS = [400, 401, 403, 404, 413, 422, 500, 503, 429];

describe('the credential of a channel', () => {
  it.each(CHANNELS)('does not stand in the log when an answer to $use repeats it', async ({ use, secrets, config }) => {
    const receiver = await testReceiver();
    for (const status of ANSWERS) receiver.replyWith(status, { body: repeating(secrets) });
    const host = await runConfiguredHost(await testFolder(), configuration(use, config(receiver.url)));
    const address = await host.listening();
    for (const status of ANSWERS) await post(address, failed(`nginx-${status}`));
    await host.saysOnStderr(
      new RegExp(`(?:notification (?:is a dead letter|failed, will be sent again).*?){${ANSWERS.length}}`, 's'),
    );
    expect(receiver.requests).toHaveLength(ANSWERS.length);
    await host.stop();
    for (const secret of secrets) expect(host.stdout + host.stderr).not.toContain(secret);
  });

  it('does not stand in the log when a webhook is told to send no more', async () => {
    const receiver = await testReceiver();
    receiver.replyWith(410, { body: repeating(['b1946ac92492d2347c6a180b36']) });
    const url = `${receiver.url}/hooks/b1946ac92492d2347c6a180b36`;
    const host = await runConfiguredHost(await testFolder(), configuration('webhook', `{ url: "${url}" }`));
    await post(await host.listening(), failed('nginx'));
    await host.saysOnStderr(/channel disabled/);
    await host.stop();
    expect(host.stderr).not.toContain('b1946ac92492d2347c6a180b36');
  });

  it.each(CHANNELS)(
    'does not stand in the log when the service of $use is not reached',
    async ({ use, secrets, config }) => {
      const host = await runConfiguredHost(await testFolder(), configuration(use, config(await closedAddress())));
      await post(await host.listening(), failed('nginx'));
      await host.saysOnStderr(/notification failed, will be sent again/);
      await host.stop();
      for (const secret of secrets) expect(host.stdout + host.stderr).not.toContain(secret);
    },
  );

  it.each([
    ['https://outlook.office.com/webhook/b1946ac92492d234', 'teams', 'outlook.office.com'],
    ['https://events.pagerduty.com/v2/enqueue?b1946ac92492d234', 'webhook', 'events.pagerduty.com'],
    ['https://api.opsgenie.com/v2/alerts?b1946ac92492d234', 'webhook', 'api.opsgenie.com'],
  ])('does not stand in a warning: %s for %s', async (url, plugin, host) => {
    const prefix = plugin.toUpperCase();
    const env = { [`${prefix}_ENABLED`]: 'true', [`${prefix}_WEBHOOK_URL`]: url, [`${prefix}_URL`]: url };
    const running = runHost({ cwd: await testFolder(), env });
    await running.saysOnStderr(new RegExp(`"level":"warn".*${host}`));
    expect(running.stderr).not.toContain('b1946ac92492d234');
  });
});

function failed(name: string): object {
  return { ...EXAMPLE_PAYLOAD, event: 'update_failed', deployment: { ...EXAMPLE_PAYLOAD.deployment, name } };
}

function repeating(secrets: readonly string[]): string {
  return `cannot POST ${secrets.join('/')}, key ${secrets.join(' and ')}`;
}

/** Nothing is tried twice, and nothing waits for the provider's rate. */
function configuration(use: string, config: string): string {
  const lane = 'retry: { min: 5m, max: 5m }, concurrency: 1, rateLimit: { perSecond: 1000 }';
  return `plugins: { channel: { use: ${use}, ${lane}, config: ${config} } }\n`;
}

/** An address on which nobody listens. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('there was no port');
  return `http://127.0.0.1:${address.port}`;
}
