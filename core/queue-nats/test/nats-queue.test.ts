import type { DeliveryQueue } from '@headwind/bus/queue';
import { queueContract } from '@headwind/bus/queue-contract';
import type { NatsSettings } from '@headwind/queue-nats';
import { afterAll, beforeAll } from 'vitest';
import { describeWithNats, type NatsServer, startNatsServer } from '../../../test/support/nats-server.js';
import { openConnected, settingsFor } from './storage.js';

describeWithNats('over a NATS server', () => {
  const openedWith = new Map<DeliveryQueue, NatsSettings>();
  let server: NatsServer;

  beforeAll(async () => {
    server = await startNatsServer();
  });

  afterAll(() => server.remove());

  async function open(settings: NatsSettings): Promise<DeliveryQueue> {
    const { queue } = await openConnected(settings);
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
