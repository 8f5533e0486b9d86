import { fileURLToPath } from 'node:url';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { runConfiguredHost } from '../support/run-host.js';

function broken(name: string): string {
  return fileURLToPath(new URL(`../broken-plugins/${name}`, import.meta.url));
}

async function hostWith(name: string, settings = '') {
  const receiver = await testReceiver();
  const host = await runConfiguredHost(
    await testFolder(),
    `
server: { listen: 127.0.0.1:0, stopTimeout: 200ms }
plugins:
  troubled: { use: "${broken(name)}", timeout: 200ms, startTimeout: 500ms${settings} }
  well: { use: webhook, config: { url: "${receiver.url}" } }
`,
  );
  return { host, receiver };
}

describe('a host with a troubled plugin beside a healthy one', () => {
  it('deliver-floats: a rejected promise that nobody took is logged without secrets, and the host runs on', async () => {
    const { host, receiver } = await hostWith('deliver-floats', ', config: { token: tok-abcdef }');
    const address = await host.listening();
    await post(address, EXAMPLE_PAYLOAD);
    await host.saysOnStderr(/left alone with \[secret\].*a rejected promise was left alone/);
    await post(address, EXAMPLE_PAYLOAD);
    await receiver.waitFor(2);
    expect(await host.stop()).toBe(0);
    expect(host.stderr).not.toContain('tok-abcdef');
  });

  it('timer-throws: an error that nobody caught is logged without secrets, and ends the host with what was under way', async () => {
    const { host, receiver } = await hostWith('timer-throws', ', config: { token: tok-abcdef }');
    await post(await host.listening(), EXAMPLE_PAYLOAD);
    expect(await host.exited).toBe(1);
    expect(host.stderr).toMatch(/stopping: an error was not caught/);
    expect(host.stderr).not.toContain('tok-abcdef');
    expect(receiver.requests).toHaveLength(1);
  });
});
