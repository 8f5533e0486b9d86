import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DeliveryQueue } from '@headwind/bus/queue';
import { expect, it } from 'vitest';
import { openDatabase } from '../src/schema.js';
import { type Handover, isFailure, type ReadDelivery, type TurnAnswer } from '../src/turn.js';
import { InThreadWorker, queueOn } from './in-thread-worker.js';
import { delivered, NEVER_ABORTED, publicationOf } from './sample-events.js';
import { tempFile } from './temp-folder.js';

const PROGRAM = fileURLToPath(new URL('./fixtures/large-events.mjs', import.meta.url));
const MIB = 2 ** 20;
const CHANNELS = Array.from({ length: 12 }, (_, index) => `channel-${index}`);

const ONE_MIB = 'x'.repeat(MIB);

interface HandedCount {
  readonly fresh: number;
  readonly read: number;
}

function handedBy({ handovers }: TurnAnswer): readonly Handover[] {
  if (isFailure(handovers)) throw new Error(`nothing was handed over: ${handovers.message}`);
  return handovers;
}

/** Leases and settles so many, and gives their workloads in their order. */
async function deliver(queue: DeliveryQueue, channel: string, count: number): Promise<string[]> {
  const workloads: string[] = [];
  while (workloads.length < count) {
    const leased = await queue.lease(channel, 3, new AbortController().signal);
    workloads.push(...leased.map(({ event }) => event.workload.name));
    await Promise.all(leased.map((delivery) => queue.settle(delivery, delivered(delivery))));
  }
  return workloads;
}

async function runInLittleMemory(...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=128', PROGRAM, ...args]);
  return JSON.parse(stdout);
}

it('publishes and delivers a backlog far larger than the memory it may use', async () => {
  const path = await tempFile();
  expect(await runInLittleMemory(path, 'publish', '1500')).toMatchObject({ pending: 3_000, dead: 0 });
  expect(await runInLittleMemory(path, 'deliver', '1500')).toEqual({ pending: 0, dead: 0 });
});

it('reads a bounded size in a turn, and no channel twice before each has been read', async () => {
  const database = openDatabase(await tempFile());
  const workloads = Array.from({ length: 8 }, (_, index) => `web-${index}`);
  const before = queueOn(new InThreadWorker(database));
  for (const workload of workloads) await before.publish([publicationOf(workload, CHANNELS, ONE_MIB)]);

  const worker = new InThreadWorker(database);
  const reads: { readonly channel: number; readonly bytes: number }[][] = [];
  worker.onAnswer((answer) => {
    const bytesOf = (rows: readonly ReadDelivery[]) => rows.reduce((sum, { body }) => sum + body.length, 0);
    reads.push(handedBy(answer).map(({ channel, read }) => ({ channel, bytes: bytesOf(read) })));
  });
  const queue = queueOn(worker);
  const taken = await Promise.all(CHANNELS.map((channel) => deliver(queue, channel, workloads.length)));
  expect(taken).toEqual(CHANNELS.map(() => workloads));
  for (const turn of reads) {
    expect(turn.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(9.1 * MIB);
    for (const { bytes } of turn) expect(bytes).toBeLessThan(5.1 * MIB);
  }
  const order = reads.flat().flatMap(({ channel, bytes }) => (bytes > 0 ? [channel] : []));
  expect(new Set(order.slice(0, CHANNELS.length)).size).toBe(CHANNELS.length);
  await queue.close();
});

it('keeps a bounded size of what is published at hand', async () => {
  const worker = new InThreadWorker(openDatabase(await tempFile()));
  const queue = queueOn(worker);
  await queue.publish([publicationOf('the first one')]);
  await deliver(queue, 'chat', 1);
  const handed: HandedCount[] = [];
  worker.onAnswer((answer) => {
    handed.push(...handedBy(answer).map(({ fresh, read }) => ({ fresh: fresh.length, read: read.length })));
  });
  const workloads = Array.from({ length: 12 }, (_, index) => `web-${index}`);
  await Promise.all(workloads.map((workload) => queue.publish([publicationOf(workload, ['chat'], ONE_MIB)])));
  const total = (of: 'fresh' | 'read') => handed.reduce((sum, each) => sum + each[of], 0);
  expect({ fresh: total('fresh'), read: total('read') }).toEqual({ fresh: 4, read: 0 });
  expect(await deliver(queue, 'chat', 12)).toEqual(workloads);
  await queue.close();
});

it('hands over an event that is larger than all the room there is', async () => {
  const database = openDatabase(await tempFile());
  const published = [publicationOf('web', ['chat'], 'x'.repeat(9 * MIB)), publicationOf('api')];
  const before = queueOn(new InThreadWorker(database));
  expect(await before.publish(published)).toEqual(['stored', 'stored']);
  for (const queue of [before, queueOn(new InThreadWorker(database))]) {
    for (const { event } of published) {
      const [delivery] = await queue.lease('chat', 1, NEVER_ABORTED);
      expect(delivery?.event).toEqual(event);
    }
  }
});
