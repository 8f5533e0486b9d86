import type {
  Attempt,
  ChannelInstance,
  Describe,
  HeadwindEvent,
  HttpReply,
  Outcome,
  PluginHttp,
  RequestPreview,
} from '@headwind/plugin-api';
import { DESCRIBE, HTTP, inject, injectable } from '@headwind/plugin-di';
import type { WebhookConfig } from './config.js';
import { messageOf } from './message.js';
import { postBody } from './post-body.js';
import { WEBHOOK } from './tokens.js';
import { createWebhookReader } from './webhook-reading.js';

/** Posts to an incoming webhook. */
@injectable()
export class WebhookChannel implements ChannelInstance {
  readonly #config: WebhookConfig;
  readonly #describe: Describe;
  readonly #http: PluginHttp;
  readonly #readReply: (reply: HttpReply) => Outcome;

  constructor(
    @inject(WEBHOOK) config: WebhookConfig,
    @inject(DESCRIBE) describe: Describe,
    @inject(HTTP) http: PluginHttp,
  ) {
    this.#config = config;
    this.#describe = describe;
    this.#http = http;
    this.#readReply = createWebhookReader(config.webhookUrl);
  }

  async deliver(event: HeadwindEvent, { signal }: Attempt): Promise<Outcome> {
    return this.#readReply(await this.#http.post(this.#config.webhookUrl, { json: this.#bodyOf(event), signal }));
  }

  preview(event: HeadwindEvent): RequestPreview {
    return {
      method: 'POST',
      url: new URL(this.#config.webhookUrl).host,
      headers: { 'content-type': 'application/json' },
      json: this.#bodyOf(event),
    };
  }

  #bodyOf(event: HeadwindEvent) {
    return postBody(this.#config, messageOf(this.#describe(event), event));
  }
}
