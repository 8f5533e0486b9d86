import { readFile } from 'node:fs/promises';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { expect, it } from 'vitest';
import { readyAddress } from '../support/each-queue.js';
import { post } from '../support/events.js';
import { describeWithNats } from '../support/nats-server.js';
import { testReceiver } from '../support/receiver.js';
import { testNatsServer } from '../support/test-nats-server.js';
import { runNatsHost } from './nats-host.js';

const GUIDE = new URL('../../docs/how-to/run-several-replicas.md', import.meta.url);
const PASSWORD = 'the-password-of-the-hosts';

/** As the guide grants them. */
async function granted(): Promise<string> {
  const [block = ''] = /^authorization \{\n[^`]*^\}\n/m.exec(await readFile(GUIDE, 'utf8')) ?? [];
  return block.replace('$HEADWIND_NATS_PASSWORD', `"${PASSWORD}"`);
}

describeWithNats('the permissions that the guide grants a host', () => {
  it('are enough to publish, deliver, pause, list, replay and discard', async () => {
    const permissions = await granted();
    expect(permissions).toContain('subscribe');
    const nats = await testNatsServer(permissions);
    await nats.start();
    const receiver = await testReceiver();
    for (let each = 0; each < 3; each += 1) receiver.replyWith(400);
    const yaml = `plugins:\n  hook: { use: webhook, concurrency: 1, config: { url: "${receiver.url}" } }\n`;
    const host = await runNatsHost(nats, { yaml, queue: `user: headwind, password: "${PASSWORD}"` });
    const address = await readyAddress(host);
    const ask = async (method: string, path: string): Promise<number> => {
      const answer = await fetch(`${address}${path}`, { method });
      await answer.arrayBuffer();
      return answer.status;
    };
    for (const id of ['a', 'b']) expect((await post(address, { ...EXAMPLE_PAYLOAD, id })).status).toBe(202);
    await receiver.waitFor(2);
    const dead = async () => (await fetch(`${address}/v1/channels/hook`)).text();
    while (!(await dead()).includes('"dead":2')) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await ask('POST', '/v1/channels/hook/pause')).toBe(200);
    expect(await ask('POST', '/v1/channels/hook/resume')).toBe(200);
    expect(await ask('GET', '/v1/deliveries')).toBe(200);
    expect(await ask('GET', '/v1/deliveries/a/hook')).toBe(200);
    expect(await ask('POST', '/v1/deliveries/a/hook/replay')).toBeLessThan(300);
    expect(await ask('DELETE', '/v1/deliveries/b/hook')).toBeLessThan(300);
    await receiver.waitFor(3);
    expect(await host.stop()).toBe(0);
    expect(host.stderr).not.toContain('QUEUE_SERVER_REFUSED');
    expect(host.stderr.toLowerCase()).not.toContain('permissions violation');
  });
});
