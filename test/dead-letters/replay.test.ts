import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { describeEachQueue, readyAddress } from '../support/each-queue.js';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { runConfiguredHost, runHost } from '../support/run-host.js';
import { startSwitchedReceiver } from './switched-receiver.js';

const LETTERS = 10_000;
const BATCH = 1_000;

describeEachQueue('thousands of dead letters', (queue) => {
  it('arrive once each when they are replayed, the host stays alive, and the progress is shown', async () => {
    const folder = await testFolder();
    const receiver = await startSwitchedReceiver();
    const host = await runConfiguredHost(folder, configuration(receiver.url, await queue.configuration()));
    const address = await readyAddress(host);
    const ids = await publishAll(address);
    await vi.waitFor(async () => expect(await deadLettersOf(address)).toBe(LETTERS), {
      timeout: 60_000,
      interval: 250,
    });

    receiver.takeAll();
    const replay = runHost({
      cwd: folder,
      args: ['dead-letters', 'replay', '--channel', 'hook', '--yes', '--url', address],
    });
    const alive = await healthWhile(address, replay.exited);
    expect(await replay.exited).toBe(0);
    await vi.waitFor(() => expect(receiver.taken.size).toBe(LETTERS), { timeout: 60_000, interval: 100 });

    expect([...receiver.taken.keys()].toSorted()).toEqual(ids.map((id) => `${id}/hook`).toSorted());
    expect([...new Set(receiver.taken.values())]).toEqual([1]);
    expect(await deadLettersOf(address)).toBe(0);
    expect(alive).not.toEqual([]);
    expect(new Set(alive)).toEqual(new Set([200]));
    expect(replay.stderr).toContain('5,000 of 10,000');
    expect(replay.stdout).toContain(LETTERS.toLocaleString('en'));
  }, 180_000);
});

function configuration(url: string, queue: string): string {
  return `
${queue}server: { listen: 127.0.0.1:0 }
log: { level: info, levels: { hook: error } }
plugins:
  hook: { use: webhook, concurrency: 64, config: { url: "${url}" } }
`;
}

/** @returns the ids of the events */
async function publishAll(address: string): Promise<string[]> {
  const ids: string[] = [];
  for (let done = 0; done < LETTERS; done += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, index) => ({
      ...EXAMPLE_PAYLOAD,
      deployment: { ...EXAMPLE_PAYLOAD.deployment, name: `web-${(done + index) % 500}` },
    }));
    const answer = await post(address, batch);
    const accepted = z.object({ events: z.array(z.object({ id: z.string() })) }).parse(await answer.json());
    ids.push(...accepted.events.map(({ id }) => id));
  }
  return ids;
}

async function deadLettersOf(address: string): Promise<number> {
  const answer = await fetch(`${address}/v1/channels/hook`);
  return z.object({ dead: z.number() }).parse(await answer.json()).dead;
}

/** What the host answers, one question after another, until the command ends. */
async function healthWhile(address: string, ended: Promise<unknown>): Promise<number[]> {
  const statuses: number[] = [];
  let isRunning = true;
  void ended.then(() => {
    isRunning = false;
  });
  while (isRunning) statuses.push((await fetch(`${address}/healthz`)).status);
  return statuses;
}
