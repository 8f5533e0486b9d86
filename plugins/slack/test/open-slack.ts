import type { ChannelInstance, Describe, HeadwindEvent, Outcome } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { createTestContext, type TestContext } from '@headwind/plugin-testkit/context';
import { validConfig } from '@headwind/plugin-testkit/plugin-config';
import { type SlackStandIn, startSlack } from '../../../test/stand-ins/slack.js';
import type { SlackConfig } from '../src/config.js';
import plugin from '../src/plugin.js';

export interface OpenSlack {
  readonly channel: ChannelInstance;
  readonly ctx: TestContext<SlackConfig>;
  /** Delivers an event for the first time, or as the attempt that is given. */
  deliver(event: HeadwindEvent, attempt?: number): Promise<Outcome>;
}

/** An instance named `test`, made the way the host makes one. */
export async function openSlack(config: unknown, describe?: Describe): Promise<OpenSlack> {
  const ctx = createTestContext(await validConfig(plugin, config), describe === undefined ? {} : { describe });
  const channel = await plugin.create(ctx);
  return { channel, ctx, deliver: async (event, number = 1) => channel.deliver(event, attemptOf(event, { number })) };
}

export interface BotAndService extends OpenSlack {
  readonly slack: SlackStandIn;
  close(): Promise<void>;
}

/** An instance with a bot token, and the service that it posts to. */
export async function openBot(config: object = {}, describe?: Describe): Promise<BotAndService> {
  const slack = await startSlack();
  const { token, apiUrl } = slack;
  const open = await openSlack({ token, apiUrl, channel: '#deployments', ...config }, describe);
  return {
    ...open,
    slack,
    async close() {
      await open.ctx.close();
      await slack.close();
    },
  };
}
