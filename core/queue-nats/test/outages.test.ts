import { DeliverPolicy, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { beforeAll, expect, it, vi } from 'vitest';
import { describeWithNats, type NatsServer } from '../../../test/support/nats-server.js';
import { deliver, publication, settlementOf, take, takeOne } from './deliveries.js';
import { settingsFor, trackServers, trackStorages } from './storage.js';

describeWithNats('a NATS server that is away', () => {
  const servers = trackServers();
  const storages = trackStorages();
  let server: NatsServer;

  beforeAll(async () => {
    server = await servers.start();
  });

  it('is waited for at the start, and publishing rejects meanwhile', async () => {
    const late = await servers.make();
    const { queue, state, ready, told } = storages.open(settingsFor([late.url]));
    await vi.waitFor(() => expect(told).toMatchObject([{ state: 'waiting', error: { code: 'QUEUE_UNAVAILABLE' } }]));
    await expect(queue.publish([publication('web')])).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    await expect(queue.depth()).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    await expect(queue.list({})).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    const taking = takeOne(queue);
    const setting = state.set('slack', 'thread', 1);
    await late.start();
    await ready;
    await setting;
    const { event } = publication('web');
    expect(await queue.publish([{ event, channels: ['chat'] }])).toEqual(['stored']);
    expect((await taking).event).toEqual(event);
    expect(told.at(-1)).toMatchObject({ state: 'connected' });
  });

  it('lets what is settled wait until it is back, and what was settled stay settled', async () => {
    const { queue, told } = await storages.openConnected(settingsFor([server.url], { leaseTime: 1_000 }));
    await queue.publish(['a', 'b', 'c', 'd'].map((workload) => publication(workload)));
    const [a, b, c, d] = await take(queue, 4);
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('four were taken');
    await deliver(queue, a);
    await server.kill();
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ state: 'waiting' }));
    const stop = new AbortController();
    const settling = [deliver(queue, b), queue.settle(c, settlementOf(c, 'dead'))];
    await expect(queue.publish([publication('web')])).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    await server.start();
    await Promise.all(settling);
    expect((await queue.listIds({ state: 'delivered' })).ids).toEqual([a.id, b.id]);
    expect((await queue.listIds({ state: 'dead' })).ids).toEqual([c.id]);
    expect((await queue.listIds({ state: 'leased' })).ids).toEqual([d.id]);
    await deliver(queue, d);
    // What a killed server had not written down yet of its acknowledgements comes again, and is known to be settled.
    const isDone = async () => expect(await queue.depth()).toEqual({ pending: 0, dead: 1 });
    const idle = queue.lease('chat', 1, stop.signal);
    await vi.waitFor(isDone, { timeout: 15_000 });
    stop.abort();
    expect(await idle).toEqual([]);
  });

  it('loses nothing that it acknowledged, however often it is killed', { timeout: 60_000 }, async () => {
    const own = await servers.start();
    const { queue } = await storages.openConnected(settingsFor([own.url], { leaseTime: 1_000 }));
    const stored: string[] = [];
    const delivered: string[] = [];
    let isOver = false;
    const publishing = (async () => {
      while (!isOver) {
        const some = Array.from({ length: 20 }, (_, index) => publication(`w${index}`));
        try {
          await queue.publish(some);
          stored.push(...some.map(({ event }) => event.id));
        } catch {
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    })();
    const stop = new AbortController();
    const delivering = (async () => {
      while (!stop.signal.aborted) {
        const leased = await queue.lease('chat', 20, stop.signal);
        await Promise.all(leased.map((each) => deliver(queue, each)));
        delivered.push(...leased.map(({ event }) => event.id));
      }
    })();
    for (let round = 1; round <= 4; round += 1) {
      await vi.waitFor(() => expect(delivered.length).toBeGreaterThan(round * 150), { timeout: 15_000 });
      await own.kill();
      await own.start();
    }
    isOver = true;
    await publishing;
    await vi.waitFor(async () => expect(await queue.depth()).toEqual({ pending: 0, dead: 0 }), { timeout: 20_000 });
    stop.abort();
    await delivering;
    expect(stored.filter((id) => !delivered.includes(id))).toEqual([]);
    // What was settled stayed settled: nothing came again that had been.
    expect(delivered.length).toBe(new Set(delivered).size);
  });

  it('does not repeat what is settled when it forgets what it gave, on a connection that stands', async () => {
    const settings = settingsFor([server.url]);
    const { queue, told } = await storages.openConnected(settings);
    await queue.publish(['a', 'b', 'c'].map((workload) => publication(workload)));
    const taken = await take(queue, 3);
    await Promise.all(taken.map((each) => deliver(queue, each)));
    expect(await queue.depth()).toMatchObject({ pending: 0 });
    const nc = await connect({ servers: server.url });
    const jsm = await jetstreamManager(nc);
    const stream = `${settings.name}_events`;
    const { config } = await jsm.consumers.info(stream, 'chat');
    await jsm.consumers.delete(stream, 'chat');
    await jsm.consumers.add(stream, { ...config, deliver_policy: DeliverPolicy.All });
    await nc.close();
    const last = publication('last');
    await queue.publish([last]);
    expect((await takeOne(queue)).event.id).toBe(last.event.id);
    expect(told).toHaveLength(1);
  });

  it('is told of when it stores nothing although it is there, and is well again when it stores', async () => {
    const settings = settingsFor([server.url]);
    const { queue, told } = await storages.openConnected(settings);
    const stream = `${settings.name}_delivered`;
    const nc = await connect({ servers: server.url });
    const jsm = await jetstreamManager(nc);
    await queue.publish(['a', 'b'].map((workload) => publication(workload)));
    const taken = await take(queue, 2);
    await jsm.streams.update(stream, { max_bytes: 1 });
    const settling = taken.map((each) => deliver(queue, each));
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ state: 'waiting' }), { timeout: 15_000 });
    await jsm.streams.update(stream, { max_bytes: -1 });
    await Promise.all(settling);
    expect(told.map(({ state }) => state)).toEqual(['connected', 'waiting', 'connected']);
    await nc.close();
  });

  it('is no hindrance when another of the list answers', async () => {
    const away = await servers.make();
    const { queue, told } = await storages.openConnected(settingsFor([away.url, server.url]));
    expect(await queue.publish([publication('web')])).toEqual(['stored']);
    expect(told).toMatchObject([{ state: 'connected', server: `127.0.0.1:${server.port}` }]);
  });

  it('does not keep the queue from being closed, and what waits is told', async () => {
    const away = await servers.make();
    const { queue, state, ready } = storages.open(settingsFor([away.url]));
    const leasing = queue.lease('chat', 1, new AbortController().signal);
    const getting = expect(state.get('slack', 'thread')).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    await queue.close();
    expect(await leasing).toEqual([]);
    await getting;
    await expect(ready).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  });
});
