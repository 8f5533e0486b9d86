import { fileURLToPath } from 'node:url';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { runConfiguredHost } from '../support/run-host.js';

const MISBEHAVES = fileURLToPath(new URL('../broken-plugins/misbehaves', import.meta.url));

describe('a host whose instances are all isolated', () => {
  it('publishes, delivers, prints on standard output and measures', async () => {
    const host = await runConfiguredHost(
      await testFolder(),
      `
plugins:
  samples: { use: samples, isolation: worker }
  log: { use: console, isolation: worker }
  metrics: { use: metrics, isolation: worker }
`,
    );
    const address = await host.listening();
    await expect.poll(() => host.stdout, { timeout: 20_000 }).toContain('Update Detected');
    const sent = async (): Promise<string> => (await fetch(`${address}/metrics`)).text();
    await expect.poll(sent, { timeout: 20_000 }).toMatch(/^headwind_notifications_sent_total [1-9]/m);
    expect(await host.stop()).toBe(0);
  });

  it('stops in time, although a worker loops for ever, and keeps its delivery', async () => {
    const folder = await testFolder();
    const receiver = await testReceiver();
    const configuration = (times: number) => `
server: { listen: 127.0.0.1:0, stopTimeout: 100ms }
plugins:
  troubled:
    use: "${MISBEHAVES}"
    isolation: worker
    config: { url: "${receiver.url}", trouble: loop, times: ${times} }
`;
    const host = await runConfiguredHost(folder, configuration(1));
    await post(await host.listening(), EXAMPLE_PAYLOAD);
    expect(await host.stop()).toBe(0);
    const again = await runConfiguredHost(folder, configuration(0));
    await again.listening();
    await receiver.waitFor(1);
    expect(await again.stop()).toBe(0);
  });
});
