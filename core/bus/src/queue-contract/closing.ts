import { setImmediate as nextRound } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { MakeQueue } from '../queue-contract.js';
import { publications } from './sample-events.js';
import { deliveredAfter, takeOne } from './take.js';

export function closingContract(make: MakeQueue): void {
  describe('closing', () => {
    it('makes everything reject with QUEUE_UNAVAILABLE', async () => {
      const queue = await make({});
      await queue.publish(publications(['web']));
      const delivery = await takeOne(queue);
      await queue.close();
      const calls = [
        queue.publish(publications(['web'])),
        queue.lease('chat', 1, new AbortController().signal),
        queue.settle(delivery, deliveredAfter(delivery)),
        queue.list({}),
        queue.list({ state: 'leased' }),
        queue.listIds({}),
        queue.listIds({ state: 'leased' }),
        queue.find(delivery.id),
        queue.replay(delivery.id),
        queue.discard(delivery.id),
        queue.depth(),
        queue.depths(),
      ];
      for (const call of await Promise.allSettled(calls)) {
        expect(call).toMatchObject({ status: 'rejected', reason: { code: 'QUEUE_UNAVAILABLE' } });
      }
    });

    it('makes a release change nothing', async () => {
      const queue = await make({});
      await queue.publish(publications(['web', 'web']));
      const delivery = await takeOne(queue);
      const waiting = queue.lease('chat', 1, new AbortController().signal);
      await queue.close();
      queue.release(delivery);
      expect(await waiting).toEqual([]);
    });

    it('wakes a lease that waits, with none', async () => {
      const queue = await make({});
      const waiting = queue.lease('chat', 1, new AbortController().signal);
      await queue.close();
      expect(await waiting).toEqual([]);
    });

    it('finishes what was begun before', async () => {
      const queue = await make({});
      await queue.publish(publications(['web']));
      const delivery = await takeOne(queue);
      const settled = queue.settle(delivery, deliveredAfter(delivery));
      const published = queue.publish(publications(['api']));
      await queue.close();
      await settled;
      expect(await published).toEqual(['stored']);
    });

    it('is no break-down', async () => {
      const queue = await make({});
      await queue.close();
      const brokenDown = queue.brokenDown.then(() => 'broken down');
      expect(await Promise.race([brokenDown, nextRound('closed')])).toBe('closed');
    });

    it('may happen twice', async () => {
      const queue = await make({});
      await Promise.all([queue.close(), queue.close()]);
      await queue.close();
    });
  });
}
