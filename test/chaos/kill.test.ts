import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QueueDepth } from '@headwind/bus/queue';
import { openSqliteStorage } from '@headwind/queue-sqlite';
import { expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { describeEachQueue } from '../support/each-queue.js';
import { testFolder } from '../support/folder.js';
import { HostProcess } from '../support/host-process.js';
import { Publisher } from './publisher.js';
import { TroubledReceiver } from './troubled-receiver.js';

/** `npm run test:chaos` sets it to 50. */
const KILLS = Number(process.env.HEADWIND_CHAOS_KILLS ?? 6);
const CONCURRENCY = 16;

describeEachQueue(`a host killed ${KILLS} times at random instants`, (queue) => {
  // What a host had leased on NATS comes back after its lease time, behind what came later.
  const keepsOrder = queue.type === 'sqlite';

  it(`delivers every acknowledged event, ${keepsOrder ? 'in order, ' : ''}none dead, and repeats only what was under way`, async () => {
    const folder = await testFolder();
    const receiver = new TroubledReceiver();
    const url = await receiver.start();
    onTestFinished(() => receiver.stop());
    await writeFile(join(folder, 'headwind.yaml'), configuration(url, await queue.configuration()));

    let host = new HostProcess({ cwd: folder });
    onTestFinished(async () => void (await host.kill()));
    let address = await host.listening();
    const publishers = ['a', 'b', 'c', 'd'].map((name) => new Publisher(name, 5, () => address));
    for (const publisher of publishers) publisher.start();

    let kills = 0;
    while (kills < KILLS) {
      await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 700));
      await host.kill();
      kills += 1;
      // Half of them are killed again while they start, before they could listen or deliver much.
      while (Math.random() < 0.5) {
        host = new HostProcess({ cwd: folder });
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 900));
        await host.kill();
        kills += 1;
      }
      host = new HostProcess({ cwd: folder });
      address = await host.listening();
    }
    await Promise.all(publishers.map((publisher) => publisher.stop()));
    receiver.troubled = false;

    const acknowledged = publishers.flatMap((publisher) => [...publisher.acknowledged.values()]);
    const missing = () => acknowledged.flat().filter((id) => !receiver.accepted.has(id));
    await vi.waitFor(() => expect(missing()).toEqual([]), { timeout: 120_000, interval: 100 });
    expect(acknowledged.flat().length).toBeGreaterThan(0);

    const order = new Map([...receiver.accepted.keys()].map((id, index) => [id, index]));
    for (const ids of acknowledged) {
      const places = ids.map((id) => order.get(id) ?? -1);
      if (keepsOrder) expect(places).toEqual([...places].sort((a, b) => a - b));
    }
    expect(receiver.duplicates).toBeLessThan(kills * CONCURRENCY);

    // What was stored but not acknowledged, or accepted but not settled, may still wait for its next attempt.
    if (queue.type === 'nats') {
      const depth = async () => depthAt(await host.listening());
      await vi.waitFor(async () => expect(await depth()).toEqual({ pending: 0, dead: 0 }), { timeout: 60_000 });
    }
    for (;;) {
      expect(await host.stop()).toBe(0);
      if (queue.type === 'nats') break;
      const { pending, dead } = await depthIn(folder);
      expect(dead).toBe(0);
      if (pending === 0) break;
      const accepted = receiver.nextAccepted();
      host = new HostProcess({ cwd: folder });
      await accepted;
    }
    const { answers, duplicates } = receiver;
    process.stdout.write(
      `chaos: ${kills} kills, ${acknowledged.flat().length} acknowledged, all arrived; ${JSON.stringify(answers)}; ` +
        `${duplicates} duplicates (bound ${kills * CONCURRENCY})\n`,
    );
  }, 600_000);
});

async function depthIn(folder: string): Promise<QueueDepth> {
  const path = join(folder, 'data/queue.db');
  const { queue } = await openSqliteStorage({ path, maxPending: 1_000_000, retentionMs: 86_400_000 });
  const depth = await queue.depth();
  await queue.close();
  return depth;
}

/** As the host itself says it. */
async function depthAt(address: string): Promise<QueueDepth> {
  const answer = await fetch(`${address}/v1/channels/receiver`);
  return z.object({ pending: z.number(), dead: z.number() }).parse(await answer.json());
}

function configuration(url: string, queue: string): string {
  return `
apiVersion: headwind.sh/v1
server: { listen: 127.0.0.1:0 }
${queue}plugins:
  receiver:
    use: webhook
    concurrency: ${CONCURRENCY}
    timeout: 1s
    retry: { for: 24h, min: 20ms, max: 500ms }
    config: { url: "${url}", secrets: [chaos-secret] }
`;
}
