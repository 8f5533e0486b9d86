import type { ChannelInstance } from '@headwind/plugin-api';
import { createTestContext, type TestContext } from '@headwind/plugin-testkit/context';
import { validConfig } from '@headwind/plugin-testkit/plugin-config';
import type { WebhookConfig } from '../src/config.js';
import plugin from '../src/plugin.js';

export interface OpenWebhook {
  readonly channel: ChannelInstance;
  readonly ctx: TestContext<WebhookConfig>;
}

/** An instance named `test`, made the way the host makes one. */
export async function openWebhook(config: {
  readonly url: string;
  readonly secrets?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cloudEvents?: { readonly mode?: 'structured' | 'binary'; readonly source?: string };
}): Promise<OpenWebhook> {
  const ctx = createTestContext(await validConfig(plugin, config));
  return { channel: await plugin.create(ctx), ctx };
}
