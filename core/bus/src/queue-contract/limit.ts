import { describe, expect, it } from 'vitest';
import type { DeliveryQueue } from '../queue.js';
import type { MakeQueue } from '../queue-contract.js';
import { publications } from './sample-events.js';
import { deadAfter, deliveredAfter, retryAfter, takeOne } from './take.js';

export function limitContract(make: MakeQueue): void {
  describe('the limit on pending deliveries', () => {
    it('refuses with QUEUE_FULL what would exceed it, and stores nothing of that call', async () => {
      const queue = await make({ maxPending: 3 });
      await queue.publish(publications(['web', 'api']));
      await refuses(queue, ['db', 'cache']);
      expect(await queue.depth()).toMatchObject({ pending: 2, dead: 0 });
      expect(await queue.publish(publications(['db']))).toEqual(['stored']);
      await refuses(queue, ['cache']);
    });

    it('names the channels that most deliveries are pending for, at most three', async () => {
      const queue = await make({ maxPending: 1_200 });
      await queue.publish(publications(['web'], ['few', 'chat', 'pager', 'hook']));
      await queue.publish(publications(Array<string>(1_190).fill('web'), ['hook']));
      await queue.publish(publications(['web', 'web'], ['chat']));
      await queue.publish(publications(['web'], ['pager']));
      await expect(queue.publish(publications(Array<string>(4).fill('web')))).rejects.toMatchObject({
        code: 'QUEUE_FULL',
        found: expect.stringContaining('; most are pending for hook (1,191), chat (3) and pager (2).'),
      });
    });

    it('counts each channel of an event', async () => {
      const queue = await make({ maxPending: 2 });
      await expect(queue.publish(publications(['web'], ['chat', 'pager', 'hook']))).rejects.toMatchObject({
        code: 'QUEUE_FULL',
      });
      expect(await queue.publish(publications(['web'], ['chat', 'pager']))).toEqual(['stored']);
    });

    it('refuses one call and stores another made at the same moment', async () => {
      const queue = await make({ maxPending: 2 });
      const [large, small] = await Promise.allSettled([
        queue.publish(publications(['a', 'b', 'c'])),
        queue.publish(publications(['d', 'e'])),
      ]);
      expect(large).toMatchObject({ status: 'rejected', reason: { code: 'QUEUE_FULL' } });
      expect(small).toMatchObject({ status: 'fulfilled', value: ['stored', 'stored'] });
    });

    it('does not count duplicates nor events for no channel', async () => {
      const queue = await make({ maxPending: 1 });
      const stored = publications(['web']);
      await queue.publish(stored);
      expect(await queue.publish([...stored, ...stored])).toEqual(['duplicate', 'duplicate']);
      expect(await queue.publish(publications(['web'], []))).toEqual(['stored']);
    });

    it('counts a delivery while it is leased and while it waits to be tried again', async () => {
      const queue = await make({ maxPending: 1 });
      await queue.publish(publications(['web']));
      const delivery = await takeOne(queue);
      await refuses(queue, ['api']);
      await queue.settle(delivery, retryAfter(delivery, Date.now() + 3_600_000));
      await refuses(queue, ['api']);
    });

    it('makes room when a delivery is delivered or dead', async () => {
      const queue = await make({ maxPending: 1 });
      for (const end of [deliveredAfter, deadAfter, deliveredAfter]) {
        await queue.publish(publications(['web']));
        const delivery = await takeOne(queue);
        await queue.settle(delivery, end(delivery));
      }
      expect(await queue.depth()).toEqual({ pending: 0, dead: 1 });
    });
  });
}

async function refuses(queue: DeliveryQueue, workloads: readonly string[]): Promise<void> {
  await expect(queue.publish(publications(workloads))).rejects.toMatchObject({ code: 'QUEUE_FULL' });
}
