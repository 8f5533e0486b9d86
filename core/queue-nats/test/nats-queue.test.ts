import type { DeliveryQueue } from '@headwind/bus/queue';
import { queueContract } from '@headwind/bus/queue-contract';
import { type NatsSettings, openNatsStorage } from '@headwind/queue-nats';
import { beforeAll } from 'vitest';
import { describeWithNats, type NatsServer } from '../../../test/support/nats-server.js';
import { settingsFor, trackServers } from './storage.js';

describeWithNats('over a NATS server', () => {
  const servers = trackServers();
  const openedWith = new Map<DeliveryQueue, NatsSettings>();
  let server: NatsServer;

  beforeAll(async () => {
    server = await servers.start();
  });

  async function open(settings: NatsSettings): Promise<DeliveryQueue> {
    const { queue, ready } = openNatsStorage(settings);
    await ready;
    openedWith.set(queue, settings);
    return queue;
  }

  queueContract(
    'the JetStream queue',
    async ({ maxPending = 1_000_000 }) => open(settingsFor([server.url], { maxPending })),
    async (queue) => {
      await queue.close();
      const settings = openedWith.get(queue);
      if (settings === undefined) throw new Error('this queue was not opened here');
      return open(settings);
    },
  );
});
