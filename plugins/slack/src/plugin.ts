import { definePlugin } from '@headwind/plugin-api';
import { createWith } from '@headwind/plugin-di';
import { container } from 'tsyringe';
import { BotChannel } from './bot-channel.js';
import { configSchema, type SlackConfig, warningsOf } from './config.js';
import { BOT, WEBHOOK } from './tokens.js';
import { WebhookChannel } from './webhook-channel.js';

/** Posts each event to Slack: to an incoming webhook, or with a bot token, then in one thread for each update. */
export default definePlugin<SlackConfig>({
  kind: 'channel',
  config: configSchema,
  warnings: warningsOf,
  create: createWith(container, (child, { config }) =>
    'webhookUrl' in config
      ? child.register(WEBHOOK, { useValue: config }).resolve(WebhookChannel)
      : child.register(BOT, { useValue: config }).resolve(BotChannel),
  ),
});
