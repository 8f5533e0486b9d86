import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { runConfiguredHost } from '../support/run-host.js';

const EVENTS = 500;

describe('a Slack that takes no more', () => {
  it('delays no other channel, with 500 events behind it', async () => {
    const slack = await testReceiver();
    const webhook = await testReceiver();
    for (let i = 0; i < EVENTS; i += 1) {
      slack.replyWith(429, { retryAfter: 3_600, body: '{"retry_after":3600,"ok":false,"error":"rate_limited"}' });
    }
    const host = await runConfiguredHost(
      await testFolder(),
      `plugins:
  team-slack: { use: slack, config: { webhookUrl: "${slack.url}/services/T0/B0/XXXXXXXX" } }
  pipeline: { use: webhook, config: { url: "${webhook.url}" } }
`,
    );
    const address = await host.listening();
    const events = Array.from({ length: EVENTS }, (_, index) => ({
      ...EXAMPLE_PAYLOAD,
      deployment: { ...EXAMPLE_PAYLOAD.deployment, name: `nginx-${index}` },
    }));
    await post(address, events[0]);
    await host.saysOnStderr(/channel paused for 3600 s: rate limited/);
    await post(address, events.slice(1));

    await webhook.waitFor(EVENTS);
    // Slack has been asked once, and nothing since it asked for an hour's pause.
    expect(slack.requests).toHaveLength(1);
  });
});
