import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DeliveryQueue } from '@headwind/bus/queue';
import type { NatsSettings } from '@headwind/queue-nats';
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { describeWithNats, type NatsServer } from '../../../test/support/nats-server.js';
import { deliver, publication, settlementOf, take, takeOne } from './deliveries.js';
import { settingsFor, trackServers, trackStorages } from './storage.js';

const PROGRAM = fileURLToPath(new URL('./fixtures/lease-and-hold.mjs', import.meta.url));
const SUSPENDED = fileURLToPath(new URL('./fixtures/put-off-and-deliver.mjs', import.meta.url));

describeWithNats('hosts that share a queue', () => {
  const servers = trackServers();
  const storages = trackStorages();
  let server: NatsServer;

  beforeAll(async () => {
    server = await servers.start();
  });

  async function open(settings: NatsSettings): Promise<DeliveryQueue> {
    return (await storages.openConnected(settings)).queue;
  }

  it('share the work: none of three does less than a fifth, and nothing is done twice', async () => {
    const settings = settingsFor([server.url]);
    const hosts = [await open(settings), await open(settings), await open(settings)];
    const published = Array.from({ length: 600 }, (_, index) => publication(`web-${index}`));
    await hosts[0]?.publish(published);
    const stop = new AbortController();
    const done = hosts.map(() => [] as string[]);
    const working = hosts.map(async (queue, host) => {
      while (!stop.signal.aborted) {
        const leased = await queue.lease('chat', 10, stop.signal);
        // A receiver answers after a moment.
        await new Promise((resolve) => setTimeout(resolve, 5));
        await Promise.all(leased.map((each) => deliver(queue, each)));
        done[host]?.push(...leased.map(({ event }) => event.id));
      }
    });
    await vi.waitFor(() => expect(done.flat()).toHaveLength(600), { timeout: 10_000 });
    stop.abort();
    await Promise.all(working);
    expect(new Set(done.flat()).size).toBe(600);
    for (const each of done) expect(each.length).toBeGreaterThanOrEqual(120);
  });

  it('see and count one queue', async () => {
    const settings = settingsFor([server.url], { maxPending: 3 });
    const [one, other] = [await open(settings), await open(settings)];
    await one.publish([publication('a'), publication('b')]);
    await other.publish([publication('c')]);
    await vi.waitFor(async () => expect(await one.depth()).toMatchObject({ pending: 3 }));
    await expect(one.publish([publication('d')])).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    const leased = await takeOne(one);
    await one.settle(leased, settlementOf(leased, 'dead'));
    expect(await other.depth()).toMatchObject({ pending: 2, dead: 1 });
    expect((await other.listIds({ state: 'dead' })).ids).toEqual([leased.id]);
    expect(await other.replay(leased.id)).toBe(true);
    expect(await one.depth()).toMatchObject({ pending: 3, dead: 0 });
  });

  it('replay a dead letter once, whichever of them is asked, and however many at the same moment', async () => {
    const settings = settingsFor([server.url]);
    const hosts = [await open(settings), await open(settings), await open(settings)];
    const [one] = hosts;
    if (one === undefined) throw new Error('there are three');
    for (let round = 1; round <= 3; round += 1) {
      if (round === 1) await one.publish(Array.from({ length: 10 }, (_, index) => publication(`web-${index}`)));
      const taken = await take(one, 10);
      expect(taken.map(({ attempts }) => attempts)).toEqual(Array(10).fill(round - 1));
      await Promise.all(taken.map((each) => one.settle(each, settlementOf(each, 'dead'))));
      const { ids } = await one.listIds({ state: 'dead' });
      const replayed = await Promise.all(ids.map((id) => Promise.all(hosts.map((queue) => queue.replay(id)))));
      expect(replayed.map((said) => said.filter(Boolean).length)).toEqual(Array(10).fill(1));
      expect(await one.depth()).toMatchObject({ pending: 10, dead: 0 });
      for (const queue of hosts.slice(1)) await queue.close();
      hosts.splice(1, 2, await open(settings), await open(settings));
    }
  });

  it('store an event once, whichever of them it is published to', async () => {
    const settings = settingsFor([server.url]);
    const [one, other] = [await open(settings), await open(settings)];
    const published = [publication('web')];
    const results = await Promise.all([one, other, one, other].map((queue) => queue.publish(published)));
    expect(results.flat().sort()).toEqual(['duplicate', 'duplicate', 'duplicate', 'stored']);
    expect(await one.depth()).toMatchObject({ pending: 1 });
  });

  it('take over what a killed one held, within the lease time', async () => {
    const settings = settingsFor([server.url], { leaseTime: 1_000 });
    const queue = await open(settings);
    await queue.publish(Array.from({ length: 10 }, (_, index) => publication(`web-${index}`)));
    const held = await leaseAndKill(settings, 6);
    const taken = await take(queue, 10);
    expect(taken.map(({ id }) => id)).toEqual(expect.arrayContaining(held));
    expect(new Set(taken.map(({ id }) => id)).size).toBe(10);
    await Promise.all(taken.map((each) => deliver(queue, each)));
    expect(await queue.depth()).toEqual({ pending: 0, dead: 0 });
  });

  it('take over what a suspended one held, which lets go of it when it goes on', { timeout: 30_000 }, async () => {
    const settings = settingsFor([server.url], { leaseTime: 1_000 });
    const queue = await open(settings);
    await queue.publish(Array.from({ length: 10 }, (_, index) => publication(`web-${index}`)));
    const child = spawn(process.execPath, [SUSPENDED, JSON.stringify(settings), '10'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const said: string[] = [];
    createInterface(child.stdout).on('line', (line) => said.push(line));
    await vi.waitFor(() => expect(said).toHaveLength(10), { timeout: 10_000 });
    child.kill('SIGSTOP');
    const taken = await take(queue, 10);
    await Promise.all(taken.map((each) => deliver(queue, each)));
    await queue.publish([publication('web', ['chat'], 'afterwards')]);
    await queue.close();
    child.kill('SIGCONT');
    await vi.waitFor(() => expect(said).toContain('delivered afterwards/chat'), { timeout: 15_000 });
    expect(said.filter((line) => line.startsWith('delivered'))).toEqual(['delivered afterwards/chat']);
  });

  it('keep a delivery for as long as the host that has it lives', async () => {
    const settings = settingsFor([server.url], { leaseTime: 600 });
    const [one, other] = [await open(settings), await open(settings)];
    await one.publish([publication('web')]);
    const leased = await takeOne(one);
    const abort = new AbortController();
    const waiting = other.lease('chat', 1, abort.signal);
    const since = Date.now();
    await vi.waitFor(() => expect(Date.now() - since).toBeGreaterThan(1_800), { timeout: 5_000 });
    abort.abort();
    expect(await waiting).toEqual([]);
    await deliver(one, leased);
    expect(await other.depth()).toEqual({ pending: 0, dead: 0 });
  });

  it('hand over what waits to be tried again, which the next does not try before its time', async () => {
    const settings = settingsFor([server.url]);
    const [one, other] = [await open(settings), await open(settings)];
    await one.publish([publication('web')]);
    const first = await takeOne(one);
    const retryAt = Date.now() + 1_500;
    await one.settle(first, settlementOf(first, 'pending', retryAt));
    await one.close();
    const second = await takeOne(other);
    expect(Date.now()).toBeGreaterThanOrEqual(retryAt);
    expect(second).toMatchObject({ id: first.id, attempts: 1, retries: 1 });
  });

  it('know an event for longer than the server’s window does', async () => {
    const settings = settingsFor([server.url], { deduplicationWindow: 100 });
    const queue = await open(settings);
    const published = [publication('web')];
    await queue.publish(published);
    const since = Date.now();
    await vi.waitFor(() => expect(Date.now() - since).toBeGreaterThan(400));
    expect(await queue.publish(published)).toEqual(['duplicate']);
    expect(await queue.depth()).toMatchObject({ pending: 1 });
  });

  it('let others have what is ready for a channel that nobody leases from any more', async () => {
    const settings = settingsFor([server.url], { leaseTime: 600 });
    const [paused, other] = [await open(settings), await open(settings)];
    await paused.publish(Array.from({ length: 20 }, (_, index) => publication(`web-${index}`)));
    const leased = await take(paused, 5);
    const taken = await take(other, 15);
    expect(new Set([...leased, ...taken].map(({ id }) => id)).size).toBe(20);
  });
});

/** What a process of its own leases, that is killed then. */
async function leaseAndKill(settings: NatsSettings, count: number): Promise<string[]> {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(settings), `${count}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (said.length === count) child.kill('SIGKILL');
  }
  await exited;
  return said;
}
