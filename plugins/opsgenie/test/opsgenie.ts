import type { ChannelInstance, Describe } from '@headwind/plugin-api';
import { createTestContext, type TestContext } from '@headwind/plugin-testkit/context';
import { validConfig } from '@headwind/plugin-testkit/plugin-config';
import type { OpsgenieConfig } from '../src/config.js';
import plugin from '../src/plugin.js';

/** No real one. */
export const API_KEY = 'b1946ac9-2492-d234-7c6a-180b36fd1a8c';

/** How the API answers what it accepts (docs.opsgenie.com, "Alert API"). */
export const ACCEPTED = JSON.stringify({
  result: 'Request will be processed',
  took: 0.302,
  requestId: '43a29c5c-3dbf-4fa4-9c26-f4f71023e120',
});

export interface OpenOpsgenie {
  readonly channel: ChannelInstance;
  readonly ctx: TestContext<OpsgenieConfig>;
}

/**
 * An instance named `test`, made the way the host makes one.
 *
 * @param settings added to the key
 */
export async function openOpsgenie(settings: object = {}, describe?: Describe): Promise<OpenOpsgenie> {
  const config = await validConfig(plugin, { apiKey: API_KEY, ...settings });
  const ctx = createTestContext(config, describe === undefined ? {} : { describe });
  return { channel: await plugin.create(ctx), ctx };
}
