import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { beforeAll, expect, it, vi } from 'vitest';
import { describeWithNats, freePort, type NatsServer } from '../../../test/support/nats-server.js';
import { deliver, publication, settlementOf, takeOne } from './deliveries.js';
import { settingsFor, trackServers, trackStorages } from './storage.js';

describeWithNats('a cluster of three NATS servers', () => {
  const servers = trackServers();
  const storages = trackStorages();
  let cluster: readonly NatsServer[] = [];

  beforeAll(async () => {
    const ports = [await freePort(), await freePort(), await freePort()];
    const routes = ports.map((port) => `nats://127.0.0.1:${port}`).join(', ');
    cluster = await Promise.all(
      ports.map((port, index) =>
        servers.make(`server_name: s${index}\ncluster { name: c, listen: "127.0.0.1:${port}", routes: [${routes}] }\n`),
      ),
    );
    await Promise.all(cluster.map((server) => server.start()));
  });

  it('counts on when the server that stores was killed, on a connection to another', { timeout: 120_000 }, async () => {
    const settings = settingsFor(cluster.map(({ url }) => url));
    await storages.openConnected(settings);
    const nc = await connect({ servers: [...settings.servers] });
    const { cluster: placed } = await (await jetstreamManager(nc)).streams.info(`${settings.name}_events`);
    await nc.close();
    const storing = cluster.findIndex((_, index) => placed?.leader === `s${index}`);
    const other = cluster[(storing + 1) % 3]?.url ?? '';
    const { queue, told } = await storages.openConnected({ ...settings, servers: [other] });
    await queue.publish([publication('web')]);
    await cluster[storing]?.kill();
    await cluster[storing]?.start();
    await vi.waitFor(() => queue.publish([publication('web')]), { timeout: 20_000, interval: 100 });
    await vi.waitFor(() => queue.depth(), { timeout: 15_000, interval: 100 });
    expect(told.filter(({ state }) => state === 'lost')).toEqual([]);
  });

  it('keeps what it acknowledged when one of them is killed, and goes on', { timeout: 180_000 }, async () => {
    const settings = settingsFor(
      cluster.map(({ url }) => url),
      { replicas: 3, leaseTime: 2_000 },
    );
    const { queue, state, told } = await storages.openConnected(settings);
    await state.set('slack', 'thread', 1);
    const stored: string[] = [];
    const publish = async (): Promise<void> => {
      const some = Array.from({ length: 10 }, (_, index) => publication(`web-${index}`));
      await queue.publish(some);
      stored.push(...some.map(({ event }) => `${event.id}/chat`));
    };
    for (let round = 0; round < 5; round += 1) await publish();
    const dead = await takeOne(queue);
    await queue.settle(dead, settlementOf(dead, 'dead'));

    const connected = told.at(-1);
    const lost = cluster.find(({ port }) => connected?.state === 'connected' && connected.server.endsWith(`:${port}`));
    await lost?.kill();
    await vi.waitFor(publish, { timeout: 60_000 });
    expect(await state.get('slack', 'thread')).toBe(1);
    expect((await queue.listIds({ state: 'dead' })).ids).toEqual([dead.id]);
    const delivered = new Set([dead.id]);
    while (stored.some((id) => !delivered.has(id))) {
      const delivery = await takeOne(queue);
      await deliver(queue, delivery);
      delivered.add(delivery.id);
    }
    await vi.waitFor(async () => expect(await queue.depth()).toMatchObject({ dead: 1 }), { timeout: 30_000 });
  });
});
