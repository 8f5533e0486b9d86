import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Receiver } from '@headwind/plugin-testkit/receiver';
import { expect, it, vi } from 'vitest';
import { Publisher } from '../chaos/publisher.js';
import { describeEachQueue, readyAddress } from '../support/each-queue.js';
import { testFolder } from '../support/folder.js';
import { testReceiver } from '../support/receiver.js';
import { runHost } from '../support/run-host.js';

const RELOADS = 100;
const START_THROWS = fileURLToPath(new URL('../broken-plugins/start-throws', import.meta.url));

/** Channels that every event is for, whatever the reload: their receiver, their pace and what they accept change. */
const STEADY = ['replaced', 'repaced', 'refiltered', 'same'];

/** A configuration that differs from the one before in everything that a reload can change. */
function right(url: string, queue: string, step: number): string {
  const isOdd = step % 2 === 1;
  return `apiVersion: headwind.sh/v1
${queue}log: { level: ${isOdd ? 'warn' : 'info'} }
network: { deny: [${isOdd ? '192.0.2.1' : '192.0.2.2'}] }
plugins:
  replaced: { use: webhook, config: { url: "${url}/replaced/${step}" } }
  repaced: { use: webhook, concurrency: ${isOdd ? 3 : 5}, config: { url: "${url}/repaced" } }
  refiltered: { use: webhook, when: { events: [${isOdd ? 'update_completed' : '"update_*"'}] }, config: { url: "${url}/refiltered" } }
  same: { use: webhook, config: { url: "${url}/same" } }
${isOdd ? '' : `  sometimes: { use: webhook, config: { url: "${url}/sometimes" } }\n`}`;
}

/** Every third configuration is wrong, each time in another way. */
function configuration(url: string, queue: string, step: number): { readonly text: string; readonly isRight: boolean } {
  const text = right(url, queue, step);
  if (step % 3 !== 2) return { text, isRight: true };
  const faults = [
    text.slice(0, text.length / 2),
    text.replace('plugins:', 'plugin:'),
    `${text}  bad: { use: "${START_THROWS}" }\n`,
    '',
  ];
  return { text: faults[step % faults.length] ?? '', isRight: false };
}

/** How often each delivery came, by its id. */
function arrivals({ requests }: Receiver): Map<string, number> {
  const times = new Map<string, number>();
  for (const { headers } of requests) {
    const id = headers['webhook-id'] ?? '';
    times.set(id, (times.get(id) ?? 0) + 1);
  }
  return times;
}

describeEachQueue(`${RELOADS} reloads under load, right and wrong ones mixed`, (queue) => {
  it('lose no delivery and repeat none', async () => {
    const folder = await testFolder();
    const receiver = await testReceiver();
    const file = join(folder, 'headwind.yaml');
    const section = await queue.configuration();
    await writeFile(file, right(receiver.url, section, 0));
    const host = runHost({ cwd: folder });
    const address = await readyAddress(host);
    const publishers = ['one', 'two'].map((name) => new Publisher(name, 5, () => address));
    for (const publisher of publishers) publisher.start();

    const statuses = new Map<number, number>();
    for (let step = 1; step <= RELOADS; step += 1) {
      const { length } = receiver.requests;
      const { text, isRight } = configuration(receiver.url, section, step);
      await writeFile(file, text);
      const reply = await fetch(`${address}/v1/reload`, { method: 'POST' });
      await reply.arrayBuffer();
      expect(reply.status).toBe(isRight ? 200 : 422);
      statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
      await receiver.waitFor(length + 1);
    }
    await writeFile(file, right(receiver.url, section, 0));
    expect((await fetch(`${address}/v1/reload`, { method: 'POST' })).status).toBe(200);
    await Promise.all(publishers.map((publisher) => publisher.stop()));

    const acknowledged = publishers.flatMap((publisher) => [...publisher.acknowledged.values()].flat());
    expect(acknowledged.length).toBeGreaterThan(RELOADS);
    await vi.waitFor(
      async () => {
        const { channels } = JSON.parse(await (await fetch(`${address}/v1/channels`)).text());
        expect(channels.map(({ name, pending, dead }: Record<string, unknown>) => ({ name, pending, dead }))).toEqual(
          [...STEADY, 'sometimes'].map((name) => ({ name, pending: 0, dead: 0 })),
        );
      },
      { timeout: 60_000 },
    );

    const times = arrivals(receiver);
    const expected = STEADY.flatMap((channel) => acknowledged.map((id) => `${id}/${channel}`));
    expect(expected.filter((id) => !times.has(id))).toEqual([]);
    expect([...times].filter(([, count]) => count > 1)).toEqual([]);
    // Deliveries of one workload reach a channel in the order in which they were published.
    const places = new Map([...times.keys()].map((id, place) => [id, place]));
    for (const channel of STEADY) {
      for (const ids of publishers.flatMap((publisher) => [...publisher.acknowledged.values()])) {
        const arrived = ids.map((id) => places.get(`${id}/${channel}`) ?? -1);
        expect(arrived).toEqual(arrived.toSorted((one, other) => one - other));
      }
    }
    expect(await host.stop()).toBe(0);
    const sometimes = acknowledged.filter((id) => times.has(`${id}/sometimes`)).length;
    process.stdout.write(
      `reload: ${RELOADS} reloads (${JSON.stringify(Object.fromEntries(statuses))}), ${acknowledged.length} events, ` +
        `${times.size} deliveries once each, ${sometimes} of them to a channel that came and went\n`,
    );
  }, 300_000);
});
