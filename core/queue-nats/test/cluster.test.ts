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
