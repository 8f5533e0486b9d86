import type { ChannelInstance, Describe } from '@headwind/plugin-api';
import { createTestContext, type TestContext } from '@headwind/plugin-testkit/context';
import { validConfig } from '@headwind/plugin-testkit/plugin-config';
import type { PagerDutyConfig } from '../src/config.js';
import plugin from '../src/plugin.js';

export const ROUTING_KEY = '0123456789abcdef0123456789ABCDEF';

/** What PagerDuty answers when it takes an event. */
export const ACCEPTED = { body: '{"status":"success","message":"Event processed","dedup_key":"srv01/HTTP"}' };

export interface OpenPagerDuty {
  readonly channel: ChannelInstance;
  readonly ctx: TestContext<PagerDutyConfig>;
}

/** An instance named `test`, made the way the host makes one. */
export async function openPagerDuty(config: object = {}, describe?: Describe): Promise<OpenPagerDuty> {
  const settings = await validConfig(plugin, { routingKey: ROUTING_KEY, ...config });
  const ctx = createTestContext(settings, describe === undefined ? {} : { describe });
  return { channel: await plugin.create(ctx), ctx };
}
