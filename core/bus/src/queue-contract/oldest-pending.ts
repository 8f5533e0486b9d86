import { describe, expect, it, vi } from 'vitest';
import type { DeliveryQueue } from '../queue.js';
import type { MakeQueue } from '../queue-contract.js';
import { eventOf } from './sample-events.js';
import { deadAfter, deliveredAfter, retryAfter, takeOne } from './take.js';

export function oldestPendingContract(make: MakeQueue): void {
  describe('the time of the oldest pending delivery', () => {
    it('is that of the oldest that waits, is leased, or is to be tried again', async () => {
      const queue = await make({});
      const [first, second, third] = [await publish(queue, 'a'), await publish(queue, 'b'), await publish(queue, 'c')];
      const oldest = async () => (await queue.depth('chat')).oldestPendingAt;
      expect(await oldest()).toBe(first);
      const a = await takeOne(queue);
      expect(await oldest()).toBe(first);
      await queue.settle(a, retryAfter(a, Date.now() + 3_600_000));
      expect(await oldest()).toBe(first);
      const b = await takeOne(queue);
      await queue.settle(b, deliveredAfter(b));
      expect(await oldest()).toBe(first);
      expect(await queue.depths()).toEqual(new Map([['chat', { pending: 2, dead: 0, oldestPendingAt: first }]]));
      expect([second, third]).not.toContain(first);
    });

    it('goes on when the oldest is settled, and is absent when nothing is pending', async () => {
      const queue = await make({});
      await publish(queue, 'a');
      const second = await publish(queue, 'a');
      const one = await takeOne(queue);
      await queue.settle(one, deadAfter(one));
      expect((await queue.depth()).oldestPendingAt).toBe(second);
      const two = await takeOne(queue);
      await queue.settle(two, deliveredAfter(two));
      expect(await queue.depth()).toEqual({ pending: 0, dead: 1 });
      expect(await queue.depths()).toEqual(new Map([['chat', { pending: 0, dead: 1 }]]));
    });

    it('is told of each channel, and the oldest of all', async () => {
      const queue = await make({});
      const inPager = await publish(queue, 'a', 'pager');
      const inChat = await publish(queue, 'a', 'chat');
      expect((await queue.depth('chat')).oldestPendingAt).toBe(inChat);
      expect((await queue.depth('pager')).oldestPendingAt).toBe(inPager);
      expect((await queue.depth()).oldestPendingAt).toBe(inPager);
      expect(inPager).toBeLessThan(inChat);
    });

    it('is that of a dead letter again which is replayed and has its turn', async () => {
      const queue = await make({});
      const first = await publish(queue, 'a');
      const dead = await takeOne(queue);
      await queue.settle(dead, deadAfter(dead));
      await publish(queue, 'b');
      await queue.replay(dead.id);
      expect((await queue.depth('chat')).oldestPendingAt).toBe(first);
    });
  });
}

let last = 0;

/** When the event was stored: later than the one before. */
async function publish(queue: DeliveryQueue, workload: string, channel = 'chat'): Promise<number> {
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(last));
  const event = eventOf(workload);
  await queue.publish([{ event, channels: [channel] }]);
  last = (await queue.find(`${event.id}/${channel}`))?.delivery.publishedAt ?? 0;
  return last;
}
