import { expect, it } from 'vitest';
import { MemoryQueue } from '../src/memory-queue.js';
import { listAll } from '../src/queue-contract/list-all.js';
import { eventOf, publications } from '../src/queue-contract/sample-events.js';
import { deliveredAfter, takeOne } from '../src/queue-contract/take.js';
import { queueContract } from '../src/queue-contract.js';

queueContract('the in-memory queue', async (options) => new MemoryQueue(options));

it('forgets the events delivered longest ago, so that its memory is bounded', async () => {
  const queue = new MemoryQueue({ keepDelivered: 2 });
  const published = [...publications(['web', 'web', 'web']), { event: eventOf('api'), channels: [] }];
  await queue.publish(published);
  for (let count = 0; count < 3; count += 1) {
    const delivery = await takeOne(queue);
    await queue.settle(delivery, deliveredAfter(delivery));
  }
  expect(await listAll(queue)).toHaveLength(2);
  expect(await queue.publish(published.slice(0, 3))).toEqual(['stored', 'duplicate', 'duplicate']);
});

it('leases by the clock it is given', async () => {
  let now = 1_000;
  const queue = new MemoryQueue({ now: () => now });
  await queue.publish(publications(['web']));
  const delivery = await takeOne(queue);
  await queue.settle(delivery, {
    state: 'pending',
    attempts: 1,
    retries: 1,
    firstAttemptAt: now,
    begunAt: now,
    at: now,
    retryAt: 2_000,
  });
  now = 2_000;
  expect((await takeOne(queue)).id).toBe(delivery.id);
});
