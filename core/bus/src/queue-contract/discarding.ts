import { describe, expect, it } from 'vitest';
import type { DeliveryQueue } from '../queue.js';
import type { MakeQueue, ReopenQueue } from '../queue-contract.js';
import { eventOf, publications } from './sample-events.js';
import { deadAfter, deliveredAfter, retryAfter, takeOne, takeRest, workloadsOf } from './take.js';

export function discardingContract(make: MakeQueue, reopen: ReopenQueue | undefined): void {
  describe('discarding', () => {
    it('throws a dead delivery away for good', async () => {
      const queue = await make({});
      const dead = await bury(queue);
      expect(await queue.discard(dead)).toBe(true);
      expect(await queue.depth()).toEqual({ pending: 0, dead: 0 });
      expect(await queue.depths()).toEqual(new Map());
      expect(await queue.list({})).toEqual({ deliveries: [] });
      expect(await queue.find(dead)).toBeUndefined();
      expect(await queue.replay(dead)).toBe(false);
      expect(await queue.discard(dead)).toBe(false);
      expect(await takeRest(queue)).toEqual([]);
    });

    it('leaves the event known as a duplicate', async () => {
      const queue = await make({});
      const dead = await bury(queue, 'e1');
      await queue.discard(dead);
      const again = [{ event: eventOf('web', 'e1'), channels: ['chat'] }];
      expect(await queue.publish(again)).toEqual(['duplicate']);
      if (reopen === undefined) return;
      const reopened = await reopen(queue);
      expect(await reopened.publish(again)).toEqual(['duplicate']);
      expect(await reopened.list({})).toEqual({ deliveries: [] });
      expect(await reopened.depth()).toEqual({ pending: 0, dead: 0 });
    });

    it('leaves the deliveries of the event to other channels alone', async () => {
      const queue = await make({});
      const dead = await bury(queue, 'e1', ['chat', 'pager', 'hook']);
      const inHook = await takeOne(queue, 'hook');
      await queue.settle(inHook, deliveredAfter(inHook));
      expect(await queue.discard(dead)).toBe(true);
      expect(await queue.listIds({})).toEqual({ ids: ['e1/pager', 'e1/hook'] });
      const inPager = await takeOne(queue, 'pager');
      expect(inPager.event).toEqual(eventOf('web', 'e1'));
      await queue.settle(inPager, deadAfter(inPager));
      expect(await queue.discard('e1/pager')).toBe(true);
      expect(await queue.listIds({})).toEqual({ ids: ['e1/hook'] });
    });

    it('is false for what is not dead', async () => {
      const queue = await make({});
      await queue.publish([{ event: eventOf('web', 'e1'), channels: ['chat'] }]);
      for (const id of ['e1/chat', 'e1/pager', 'e2/chat', 'chat', '']) expect(await queue.discard(id)).toBe(false);
      const first = await takeOne(queue);
      expect(await queue.discard('e1/chat')).toBe(false);
      await queue.settle(first, retryAfter(first, Date.now()));
      expect(await queue.discard('e1/chat')).toBe(false);
      const second = await takeOne(queue);
      await queue.settle(second, deliveredAfter(second));
      expect(await queue.discard('e1/chat')).toBe(false);
      expect(await queue.listIds({})).toEqual({ ids: ['e1/chat'] });
    });

    it('lets one dead delivery be replayed or discarded, not both', async () => {
      const queue = await make({});
      const dead = await bury(queue);
      const done = await Promise.all([queue.replay(dead), queue.discard(dead), queue.replay(dead)]);
      expect(done.filter(Boolean)).toHaveLength(1);
    });

    it('keeps the rest of the workload in order', async () => {
      const queue = await make({});
      const dead = await bury(queue);
      await queue.publish(publications(['web', 'web']));
      const next = await takeOne(queue);
      await queue.discard(dead);
      expect(await takeRest(queue)).toEqual([]);
      await queue.settle(next, deliveredAfter(next));
      expect(workloadsOf(await takeRest(queue))).toEqual(['web']);
    });
  });
}

/** Publishes an event of the workload `web`, makes its delivery to `chat` dead, and gives the id of that. */
async function bury(queue: DeliveryQueue, eventId?: string, channels: readonly string[] = ['chat']): Promise<string> {
  await queue.publish([{ event: eventOf('web', eventId), channels }]);
  const delivery = await takeOne(queue);
  await queue.settle(delivery, deadAfter(delivery));
  return delivery.id;
}
