import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { describeEachQueue, readyAddress } from '../support/each-queue.js';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { runConfiguredHost } from '../support/run-host.js';

function configuration(url: string, isolation: string, queue: string): string {
  return `
server: { listen: 127.0.0.1:0, stopTimeout: 500ms }
${queue}
plugins:
  receiver: { use: webhook, isolation: ${isolation}, concurrency: 1, config: { url: "${url}" } }
`;
}

function named(name: string): typeof EXAMPLE_PAYLOAD {
  return { ...EXAMPLE_PAYLOAD, deployment: { ...EXAMPLE_PAYLOAD.deployment, name } };
}

describe.each(['none', 'worker'])('with isolation: %s', (isolation) => {
  describeEachQueue('a graceful stop', (queue) => {
    it('exits 0 with deliveries left, which the next start delivers', async () => {
      const folder = await testFolder();
      const receiver = await testReceiver();
      receiver.hang();
      const yaml = configuration(receiver.url, isolation, await queue.configuration());
      const first = await runConfiguredHost(folder, yaml);
      const answer = await post(await readyAddress(first), [named('a'), named('b'), named('c')]);
      const { events } = (await answer.json()) as { events: { id: string }[] };
      await receiver.waitFor(1);
      expect(await first.stop()).toBe(0);

      const second = await runConfiguredHost(folder, yaml);
      const requests = await receiver.waitFor(4);
      const delivered = requests.slice(1).map((request) => request.headers['webhook-id']);
      expect(delivered.toSorted()).toEqual(events.map(({ id }) => `${id}/receiver`).toSorted());
      expect(await second.stop()).toBe(0);
    });

    it('lets the attempt under way finish', async () => {
      const folder = await testFolder();
      const receiver = await testReceiver();
      const yaml = configuration(receiver.url, isolation, await queue.configuration());
      const host = await runConfiguredHost(folder, yaml);
      await post(await readyAddress(host), named('a'));
      await receiver.waitFor(1);
      expect(await host.stop()).toBe(0);

      const again = await runConfiguredHost(folder, yaml);
      await post(await readyAddress(again), named('b'));
      const requests = await receiver.waitFor(2);
      expect(requests.map((request) => JSON.parse(request.rawBody.toString()).deployment.name)).toEqual(['a', 'b']);
      expect(await again.stop()).toBe(0);
    });

    it('ends at once, by the signal, when a second one comes', async () => {
      const folder = await testFolder();
      const receiver = await testReceiver();
      receiver.hang();
      const yaml = configuration(receiver.url, isolation, await queue.configuration());
      const host = await runConfiguredHost(folder, yaml.replace('500ms', '1h'));
      await post(await readyAddress(host), named('a'));
      await receiver.waitFor(1);
      const exited = host.stop();
      await host.saysOnStderr(/"msg":"stopping"/);
      void host.stop();
      expect(await exited).toBeUndefined();
    });
  });

  it('refuses a second host on the same queue file, and names the file', async () => {
    const folder = await testFolder();
    const receiver = await testReceiver();
    const yaml = configuration(receiver.url, isolation, '');
    const first = await runConfiguredHost(folder, yaml);
    await first.listening();
    const second = await runConfiguredHost(folder, yaml);
    expect(await second.exited).toBe(1);
    expect(second.stderr).toMatch(/QUEUE_LOCKED.*queue\.db/);
  });
});
