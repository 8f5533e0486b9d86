import { describe, expect, it } from 'vitest';
import type { MakeQueue } from '../queue-contract.js';
import { publications } from './sample-events.js';
import { deadAfter, deliveredAfter, retryAfter, take, takeOne, takeRest, workloadsOf } from './take.js';

export function releasingContract(make: MakeQueue): void {
  describe('releasing', () => {
    it('makes a delivery pending again as if it had not been leased', async () => {
      const queue = await make({});
      await queue.publish(publications(['web']));
      const first = await takeOne(queue);
      await queue.settle(first, retryAfter(first, Date.now()));
      const second = await takeOne(queue);
      queue.release(second);
      expect((await queue.list({})).deliveries).toMatchObject([{ id: first.id, state: 'pending', attempts: 1 }]);
      expect(await queue.depth()).toMatchObject({ pending: 1, dead: 0 });
      expect(await takeOne(queue)).toEqual(second);
    });

    it('gives it its old place among the others', async () => {
      const queue = await make({});
      await queue.publish(publications(['a', 'b', 'c']));
      const [a, b] = await take(queue, 'chat', 2);
      if (a === undefined || b === undefined) throw new Error('two deliveries were leased');
      queue.release(b);
      queue.release(a);
      expect(workloadsOf(await takeRest(queue))).toEqual(['a', 'b', 'c']);
    });

    it('keeps it before the later ones of its workload', async () => {
      const queue = await make({});
      const published = publications(['web', 'web']);
      await queue.publish(published);
      queue.release(await takeOne(queue));
      for (const { event } of published) {
        const delivery = await takeOne(queue);
        expect(delivery.event).toEqual(event);
        expect(await takeRest(queue)).toEqual([]);
        await queue.settle(delivery, deliveredAfter(delivery));
      }
    });

    it('wakes a lease that waits', async () => {
      const queue = await make({});
      await queue.publish(publications(['web']));
      const delivery = await takeOne(queue);
      const waiting = takeOne(queue);
      queue.release(delivery);
      expect(await waiting).toEqual(delivery);
    });

    it('changes nothing for what is not leased (any more)', async () => {
      const queue = await make({});
      await queue.publish(publications(['web', 'api']));
      const [web, api] = await take(queue, 'chat', 2);
      if (web === undefined || api === undefined) throw new Error('two deliveries were leased');
      await queue.settle(web, deadAfter(web));
      queue.release(web);
      queue.release(api);
      queue.release(api);
      expect(workloadsOf(await takeRest(queue))).toEqual(['api']);
      expect(await queue.depth()).toMatchObject({ pending: 1, dead: 1 });
    });

    it('makes a settlement that comes too late change nothing', async () => {
      const queue = await make({});
      await queue.publish(publications(['web']));
      const delivery = await takeOne(queue);
      queue.release(delivery);
      await queue.settle(delivery, deliveredAfter(delivery));
      expect(await queue.depth()).toMatchObject({ pending: 1, dead: 0 });
      expect(await takeOne(queue)).toEqual(delivery);
    });

    it('gives back more than any window holds, each once and in order', async () => {
      const queue = await make({});
      const workloads = Array.from({ length: 1_200 }, (_, index) => `web-${index}`);
      await queue.publish(publications(workloads));
      for (const delivery of await take(queue, 'chat', 1_000)) queue.release(delivery);
      expect(workloadsOf(await take(queue, 'chat', 1_200))).toEqual(workloads);
      expect(await takeRest(queue)).toEqual([]);
    });
  });
}
