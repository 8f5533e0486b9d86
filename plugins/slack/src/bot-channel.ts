import {
  type Attempt,
  type ChannelInstance,
  type Describe,
  delivered,
  type HeadwindEvent,
  type Outcome,
  type RequestPreview,
} from '@headwind/plugin-api';
import { DESCRIBE, inject, injectable } from '@headwind/plugin-di';
import type { BotConfig } from './config.js';
import { messageOf } from './message.js';
import { postBody } from './post-body.js';
import { ThreadDelivery } from './thread-delivery.js';
import { BOT } from './tokens.js';
import { API_CONTENT_TYPE, WebApi } from './web-api.js';

/** Posts with a bot token: in threads, unless the configuration wants none. */
@injectable()
export class BotChannel implements ChannelInstance {
  readonly #config: BotConfig;
  readonly #describe: Describe;
  readonly #api: WebApi;
  readonly #threads: ThreadDelivery;

  constructor(
    @inject(BOT) config: BotConfig,
    @inject(DESCRIBE) describe: Describe,
    @inject(WebApi) api: WebApi,
    @inject(ThreadDelivery) threads: ThreadDelivery,
  ) {
    this.#config = config;
    this.#describe = describe;
    this.#api = api;
    this.#threads = threads;
  }

  async deliver(event: HeadwindEvent, attempt: Attempt): Promise<Outcome> {
    if (this.#config.threads) return this.#threads.deliver(event, attempt);
    const answer = await this.#api.call('chat.postMessage', this.#bodyOf(event), attempt.signal);
    if (!answer.ok) return answer.outcome;
    return delivered(answer.place === undefined ? undefined : `posted to ${answer.place.channel}`);
  }

  /** The message that opens a thread; what replies in one looks the same. */
  preview(event: HeadwindEvent): RequestPreview {
    const { host, pathname } = new URL(this.#config.apiUrl);
    return {
      method: 'POST',
      url: `${host}${pathname}/chat.postMessage`,
      headers: { authorization: 'Bearer [secret]', 'content-type': API_CONTENT_TYPE },
      json: this.#bodyOf(event),
    };
  }

  #bodyOf(event: HeadwindEvent) {
    return postBody(this.#config, messageOf(this.#describe(event), event));
  }
}
