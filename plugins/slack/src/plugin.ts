import {
  type ChannelInstance,
  definePlugin,
  delivered,
  type HeadwindEvent,
  type PluginContext,
  type RequestPreview,
} from '@headwind/plugin-api';
import { type BotConfig, configSchema, type SlackConfig, type WebhookConfig, warningsOf } from './config.js';
import { messageOf } from './message.js';
import { postBody } from './post-body.js';
import { ThreadDelivery } from './thread-delivery.js';
import { API_CONTENT_TYPE, createWebApi } from './web-api.js';
import { createWebhookReader } from './webhook-reading.js';

/** Posts each event to Slack: to an incoming webhook, or with a bot token, then in one thread for each update. */
export default definePlugin<SlackConfig>({
  kind: 'channel',
  config: configSchema,
  warnings: warningsOf,
  create: (ctx) => ('webhookUrl' in ctx.config ? webhookChannel(ctx, ctx.config) : botChannel(ctx, ctx.config)),
});

function webhookChannel({ describe, http }: PluginContext<unknown>, config: WebhookConfig): ChannelInstance {
  const readReply = createWebhookReader(config.webhookUrl);
  const bodyOf = (event: HeadwindEvent) => postBody(config, messageOf(describe(event), event));
  return {
    async deliver(event, { signal }) {
      return readReply(await http.post(config.webhookUrl, { json: bodyOf(event), signal }));
    },
    preview: (event): RequestPreview => ({
      method: 'POST',
      url: new URL(config.webhookUrl).host,
      headers: { 'content-type': 'application/json' },
      json: bodyOf(event),
    }),
  };
}

function botChannel(ctx: PluginContext<unknown>, config: BotConfig): ChannelInstance {
  const api = createWebApi(config, ctx.http);
  const { host, pathname } = new URL(config.apiUrl);
  const threads = new ThreadDelivery(ctx, config, api);
  const bodyOf = (event: HeadwindEvent) => postBody(config, messageOf(ctx.describe(event), event));
  return {
    async deliver(event, attempt) {
      if (config.threads) return threads.deliver(event, attempt);
      const answer = await api('chat.postMessage', bodyOf(event), attempt.signal);
      if (!answer.ok) return answer.outcome;
      return delivered(answer.place === undefined ? undefined : `posted to ${answer.place.channel}`);
    },
    /** The message that opens a thread; what replies in one looks the same. */
    preview: (event): RequestPreview => ({
      method: 'POST',
      url: `${host}${pathname}/chat.postMessage`,
      headers: { authorization: 'Bearer [secret]', 'content-type': API_CONTENT_TYPE },
      json: bodyOf(event),
    }),
  };
}
