import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChannelPlugin, EVENT_KINDS, type EventKind } from '@headwind/plugin-api';
import consoleChannel from '@headwind/plugin-console';
import opsgenie from '@headwind/plugin-opsgenie';
import pagerduty from '@headwind/plugin-pagerduty';
import slack from '@headwind/plugin-slack';
import teams from '@headwind/plugin-teams';
import { createTestContext } from '@headwind/plugin-testkit/context';
import { eventOf } from '@headwind/plugin-testkit/events';
import { validConfig } from '@headwind/plugin-testkit/plugin-config';
import webhook from '@headwind/plugin-webhook';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from '../house/repository.js';
import { previewText } from './preview-text.js';

type Preview = (kind: EventKind) => Promise<unknown>;

/** What an instance of this configuration would send for the specification's update. */
function previewWith<Config>(plugin: ChannelPlugin<Config>, input: unknown): Preview {
  return async (kind) => {
    const ctx = createTestContext(await validConfig(plugin, input));
    const channel = await plugin.create(ctx);
    return channel.preview?.(eventOf(kind));
  };
}

const WEBHOOK = { url: 'https://example.com/notifications', secrets: ['your-secret-key'] };

/** By the folder of its golden messages; `slack-bot` is another way to use the plugin `slack`, and so on. */
const CHANNELS: Readonly<Record<string, Preview>> = {
  console: previewWith(consoleChannel, { format: 'json' }),
  opsgenie: previewWith(opsgenie, { apiKey: 'b1946ac9-2492-d234-7c6a-180b36fd1a8c' }),
  pagerduty: previewWith(pagerduty, { routingKey: 'R'.repeat(32), acknowledgeApprovals: true, changeEvents: true }),
  slack: previewWith(slack, {
    webhookUrl: 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
    channel: '#production-alerts',
    username: 'Headwind Production',
    iconEmoji: ':rocket:',
  }),
  'slack-bot': previewWith(slack, { token: 'xoxb-000000000000-XXXXXXXXXXXXXXXXXXXXXXXX', channel: '#deployments' }),
  teams: previewWith(teams, {
    webhookUrl: 'https://prod-00.westeurope.environment.api.powerplatform.com/workflows/0/triggers/manual?sig=XXXX',
  }),
  webhook: previewWith(webhook, WEBHOOK),
  'webhook-binary': previewWith(webhook, { ...WEBHOOK, cloudEvents: { mode: 'binary' } }),
  'webhook-structured': previewWith(webhook, { ...WEBHOOK, cloudEvents: { mode: 'structured' } }),
};

const cases = Object.entries(CHANNELS).flatMap(([channel, preview]) =>
  EVENT_KINDS.map((kind) => ({ channel, kind, preview })),
);

describe('the golden messages', () => {
  it.each(cases)('of $channel for $kind', async ({ channel, kind, preview }) => {
    await expect(previewText(await preview(kind))).toMatchFileSnapshot(`./${channel}/${kind}.http`);
  });

  it('are there for every channel of this project', async () => {
    const folders = await readdir(join(REPOSITORY, 'plugins'));
    const manifests = await Promise.all(folders.map(async (folder) => ({ folder, kind: await kindOf(folder) })));
    const channels = manifests.filter(({ kind }) => kind === 'channel').map(({ folder }) => folder);
    expect(channels.filter((folder) => !(folder in CHANNELS))).toEqual([]);
    expect(channels.length).toBeGreaterThan(5);
  });
});

async function kindOf(folder: string): Promise<string> {
  const { headwind }: { headwind: { kind: string } } = JSON.parse(
    await readFile(join(REPOSITORY, 'plugins', folder, 'package.json'), 'utf8'),
  );
  return headwind.kind;
}
