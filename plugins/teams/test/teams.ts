import type { ChannelInstance, Describe } from '@headwind/plugin-api';
import { createTestContext, type TestContext } from '@headwind/plugin-testkit/context';
import { validConfig } from '@headwind/plugin-testkit/plugin-config';
import type { TeamsConfig } from '../src/config.js';
import plugin from '../src/plugin.js';

export interface OpenTeams {
  readonly channel: ChannelInstance;
  readonly ctx: TestContext<TeamsConfig>;
}

/** An instance named `test`, made the way the host makes one. */
export async function openTeams(
  config: { readonly webhookUrl: string; readonly logoUrl?: string | false },
  describe?: Describe,
): Promise<OpenTeams> {
  const ctx = createTestContext(await validConfig(plugin, config), describe === undefined ? {} : { describe });
  return { channel: await plugin.create(ctx), ctx };
}
