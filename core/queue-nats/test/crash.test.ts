import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DeliveryQueue, DeliveryState } from '@headwind/bus/queue';
import type { NatsSettings } from '@headwind/queue-nats';
import { beforeAll, expect, it, vi } from 'vitest';
import { describeWithNats, type NatsServer } from '../../../test/support/nats-server.js';
import { deliver } from './deliveries.js';
import { settingsFor, trackServers, trackStorages } from './storage.js';

const PROGRAM = fileURLToPath(new URL('./fixtures/publish-and-settle.mjs', import.meta.url));

describeWithNats('hosts and a server that are killed', () => {
  const servers = trackServers();
  const storages = trackStorages();
  let server: NatsServer;

  beforeAll(async () => {
    server = await servers.start();
  });

  it('lose nothing that was acknowledged, and settle nothing twice', { timeout: 120_000 }, async () => {
    const settings = settingsFor([server.url], { leaseTime: 1_000 });
    const said: string[] = [];
    for (const lines of [1, 300, 57, 600]) {
      const from = said.length;
      const running = [lines, lines + 40].map((count) => runAndKill(settings, count, said));
      if (lines === 600) {
        await vi.waitFor(() => expect(said.length).toBeGreaterThan(from + 300), { timeout: 20_000 });
        await server.kill();
        await server.start();
      }
      await Promise.all(running);
    }
    const published = new Set(said.flatMap((line) => (line.startsWith('published ') ? [line.slice(10)] : [])));
    const ended = new Map(said.flatMap((line) => (line.startsWith('published ') ? [] : [pairOf(line)])));
    expect(published.size).toBeGreaterThan(100);
    expect(ended.size).toBeGreaterThan(100);

    const { queue } = await storages.openConnected(settings);
    const before = await statesIn(queue);
    expect([...published].flatMap(deliveriesOf).filter((id) => !before.has(id))).toEqual([]);
    expect([...ended].filter(([id, state]) => before.get(id) !== state)).toEqual([]);

    const stop = new AbortController();
    const again: string[] = [];
    const draining = ['chat', 'pager'].map(async (channel) => {
      while (!stop.signal.aborted) {
        for (const delivery of await queue.lease(channel, 50, stop.signal)) {
          again.push(delivery.id);
          await deliver(queue, delivery);
        }
      }
    });
    await vi.waitFor(async () => expect(await queue.depth()).toMatchObject({ pending: 0 }), { timeout: 60_000 });
    stop.abort();
    await Promise.all(draining);
    expect(again.filter((id) => ended.has(id))).toEqual([]);
    const after = await statesIn(queue);
    expect([...after.values()].filter((state) => state !== 'delivered' && state !== 'dead')).toEqual([]);
    expect([...before].filter(([id, state]) => state === 'dead' && after.get(id) !== 'dead')).toEqual([]);
  });
});

/** Runs the program until it has said so many lines, and kills it. */
async function runAndKill(settings: NatsSettings, lines: number, said: string[]): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let count = 0;
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    count += 1;
    if (count === lines) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
}

function pairOf(line: string): [id: string, state: string] {
  const [state = '', id = ''] = line.split(' ');
  return [id, state];
}

function deliveriesOf(eventId: string): string[] {
  return ['chat', 'pager'].map((channel) => `${eventId}/${channel}`);
}

async function statesIn(queue: DeliveryQueue): Promise<Map<string, DeliveryState>> {
  const states = new Map<string, DeliveryState>();
  let after: string | undefined;
  do {
    const { deliveries, next } = await queue.list({}, { limit: 500, ...(after !== undefined && { after }) });
    for (const { id, state } of deliveries) states.set(id, state);
    after = next;
  } while (after !== undefined);
  return states;
}
