import { fileURLToPath } from 'node:url';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { runConfiguredHost } from '../support/run-host.js';

const MISBEHAVES = fileURLToPath(new URL('../broken-plugins/misbehaves', import.meta.url));

const EVENTS = 5;

/** What the host says of each trouble. */
const TROUBLES = {
  loop: 'did not answer',
  exit: 'exited with code 3',
  uncaught: 'threw an error that nobody caught: thrown in a timer',
  heap: 'memory limit of 128 MiB',
  buffers: 'memory limit of 128 MiB',
} as const;

describe('a host with troubled isolated plugins beside a healthy one', () => {
  it('delivers every event on every channel, and reports each trouble against its instance', {
    timeout: 120_000,
  }, async () => {
    const healthy = await testReceiver();
    const troubled = await Promise.all(
      Object.entries(TROUBLES).map(async ([name, said]) => ({ name, said, receiver: await testReceiver() })),
    );
    const instances = troubled.map(
      ({ name, receiver: { url } }) =>
        `  ${name}: { use: "${MISBEHAVES}", isolation: { memory: 128MiB }, concurrency: 2, retry: { min: 10ms, max: 100ms }, config: { url: "${url}", trouble: ${name}, times: 1 } }`,
    );
    const host = await runConfiguredHost(
      await testFolder(),
      `
plugins:
  healthy: { use: webhook, config: { url: "${healthy.url}" } }
${instances.join('\n')}
`,
    );
    const address = await host.listening();
    for (let index = 0; index < EVENTS; index += 1) {
      const deployment = { ...EXAMPLE_PAYLOAD.deployment, name: `nginx-${index}` };
      expect((await post(address, { ...EXAMPLE_PAYLOAD, deployment })).status).toBe(202);
    }
    await healthy.waitFor(EVENTS);
    for (const { name, said, receiver } of troubled) {
      await receiver.waitFor(EVENTS);
      await host.saysOnStderr(
        new RegExp(`PLUGIN_WORKER_ENDED: The worker thread of the instance \\\\"${name}\\\\" .*${said}`),
      );
      await host.saysOnStderr(new RegExp(`"plugin":"${name}".*runs again`));
    }
    expect(healthy.requests).toHaveLength(EVENTS);
    expect(await host.stop()).toBe(0);
  });
});
