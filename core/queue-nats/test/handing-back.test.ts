import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { expect, it, onTestFinished, vi } from 'vitest';
import { describeWithNats } from '../../../test/support/nats-server.js';
import { deliver, publication, take } from './deliveries.js';
import { settingsFor, trackServers, trackStorages } from './storage.js';

describeWithNats('a host that is closed', () => {
  const servers = trackServers();
  const storages = trackStorages();

  it.each([1, 3])(
    'leaves %i deliveries that it held ready, each counted once, for the next who asks',
    async (ready) => {
      const server = await servers.start();
      const settings = settingsFor([server.url]);
      const nc = await connect({ servers: server.url });
      onTestFinished(() => nc.close());
      const { consumers } = await jetstreamManager(nc);
      const consumer = async () => consumers.info(`${settings.name}_events`, 'chat');
      const [first, second] = [await storages.openConnected(settings), await storages.openConnected(settings)];

      const leasing = new AbortController();
      const leased = first.queue.lease('chat', 8, leasing.signal);
      await vi.waitFor(async () => expect((await consumer()).num_waiting).toBe(1));
      leasing.abort();
      expect(await leased).toEqual([]);
      await second.queue.publish(Array.from({ length: ready }, (_, index) => publication(`web-${index}`)));
      await vi.waitFor(async () => expect((await consumer()).num_ack_pending).toBe(ready));
      await first.queue.close();

      const told: number[] = [];
      const since = Date.now();
      while (Date.now() - since < 300) told.push((await second.queue.depth()).pending);
      expect(new Set(told)).toEqual(new Set([ready]));
      const taken = await take(second.queue, ready);
      await Promise.all(taken.map((each) => deliver(second.queue, each)));
      expect(await second.queue.depth()).toEqual({ pending: 0, dead: 0 });
    },
  );
});
