import { describe, expect, it } from 'vitest';
import type { MakeQueue } from '../queue-contract.js';
import { listAll } from './list-all.js';
import { publications } from './sample-events.js';
import { deadAfter, deliveredAfter, retryAfter, take, takeOne, takeRest, workloadsOf } from './take.js';

const IN_AN_HOUR = 3_600_000;

export function retryingContract(make: MakeQueue): void {
  describe('settling', () => {
    it('gives a delivery to be tried again back with what was said of its attempts', async () => {
      const queue = await make({});
      await queue.publish(publications(['web']));
      const first = await takeOne(queue);
      const settlement = retryAfter(first, Date.now());
      await queue.settle(first, settlement);
      const second = await takeOne(queue);
      expect(second).toEqual({ ...first, attempts: 1, retries: 1, firstAttemptAt: settlement.firstAttemptAt });
    });

    it('gives a delivery not before it is to be tried again, and wakes the lease that waits for it', async () => {
      const queue = await make({});
      await queue.publish(publications(['web']));
      const first = await takeOne(queue);
      const waiting = takeOne(queue);
      const retryAt = Date.now() + 120;
      await queue.settle(first, retryAfter(first, retryAt));
      expect((await waiting).id).toBe(first.id);
      expect(Date.now()).toBeGreaterThanOrEqual(retryAt);
    });

    it('keeps a delivery that waits to be tried again before the later ones of its workload', async () => {
      const queue = await make({});
      await queue.publish(publications(['web', 'web', 'api']));
      const first = await takeOne(queue);
      await queue.settle(first, retryAfter(first, Date.now() + IN_AN_HOUR));
      expect(workloadsOf(await takeRest(queue))).toEqual(['api']);
    });

    it('keeps the order of a workload over retries', async () => {
      const queue = await make({});
      const published = publications(['web', 'web', 'web']);
      await queue.publish(published);
      for (const { event } of published) {
        for (let attempt = 0; attempt < 3; attempt += 1) {
          const delivery = await takeOne(queue);
          expect(delivery).toMatchObject({ event: { id: event.id }, attempts: attempt });
          await queue.settle(delivery, attempt < 2 ? retryAfter(delivery, Date.now()) : deliveredAfter(delivery));
        }
      }
    });

    it('gives a delivery that is due again before younger ones', async () => {
      const queue = await make({});
      await queue.publish(publications(['a', 'b', 'c']));
      const [a, b] = await take(queue, 'chat', 2);
      if (a === undefined || b === undefined) throw new Error('two deliveries were leased');
      await queue.settle(b, retryAfter(b, Date.now()));
      await queue.settle(a, retryAfter(a, Date.now()));
      expect(workloadsOf(await takeRest(queue))).toEqual(['a', 'b', 'c']);
    });

    it('gives the next of a workload when the one before is dead', async () => {
      const queue = await make({});
      const published = publications(['web', 'web']);
      await queue.publish(published);
      const first = await takeOne(queue);
      await queue.settle(first, deadAfter(first));
      expect((await takeOne(queue)).event).toEqual(published[1]?.event);
    });

    it('settles many at the same moment', async () => {
      const queue = await make({});
      await queue.publish(publications(Array.from({ length: 200 }, (_, index) => `web-${index}`)));
      const taken = await take(queue, 'chat', 200);
      await Promise.all(taken.map((delivery) => queue.settle(delivery, deliveredAfter(delivery))));
      expect(await queue.depth()).toEqual({ pending: 0, dead: 0 });
      expect(await listAll(queue, { state: 'delivered' })).toHaveLength(200);
    });

    it('changes nothing when a delivery is settled a second time', async () => {
      const queue = await make({});
      await queue.publish(publications(['web', 'web']));
      const first = await takeOne(queue);
      await queue.settle(first, deliveredAfter(first));
      await queue.settle(first, deadAfter(first));
      expect(await queue.depth()).toMatchObject({ pending: 1, dead: 0 });
      expect(workloadsOf(await takeRest(queue))).toEqual(['web']);
    });
  });
}
