import { describe, expect, it } from 'vitest';
import type { MakeQueue, ReopenQueue } from '../queue-contract.js';
import { listAll } from './list-all.js';
import { eventOf, publications } from './sample-events.js';
import { deadAfter, deliveredAfter, retryAfter, take, takeOne, takeRest, workloadsOf } from './take.js';

export function reopeningContract(make: MakeQueue, reopen: ReopenQueue): void {
  describe('opening again', () => {
    it('gives what was pending, in its order', async () => {
      const queue = await make({});
      await queue.publish(publications(['a', 'b', 'c']));
      await queue.publish(publications(['d']));
      const again = await reopen(queue);
      expect(workloadsOf(await take(again, 'chat', 4))).toEqual(['a', 'b', 'c', 'd']);
    });

    it('gives what was leased once more, with what was known of its attempts', async () => {
      const queue = await make({});
      await queue.publish(publications(['web', 'web']));
      const first = await takeOne(queue);
      const settlement = retryAfter(first, Date.now());
      await queue.settle(first, settlement);
      const leased = await takeOne(queue);
      const again = await reopen(queue);
      expect((await again.list({}, { limit: 1 })).deliveries).toMatchObject([
        { state: 'pending', attempts: 1, retries: 1, lastAttemptAt: settlement.at, lastError: settlement.error },
      ]);
      expect(await takeRest(again)).toEqual([leased]);
    });

    it('keeps what is settled settled, and the rest of its workload going', async () => {
      const queue = await make({});
      await queue.publish(publications(['web', 'web', 'web']));
      const first = await takeOne(queue);
      await queue.settle(first, deliveredAfter(first));
      const second = await takeOne(queue);
      await queue.settle(second, deadAfter(second, 'the receiver answered 410'));
      const again = await reopen(queue);
      expect(await again.depth()).toMatchObject({ pending: 1, dead: 1 });
      expect(await again.depths()).toEqual(
        new Map([['chat', { pending: 1, dead: 1, oldestPendingAt: expect.any(Number) }]]),
      );
      expect(await listAll(again, { state: 'delivered' })).toMatchObject([{ id: first.id, attempts: 1 }]);
      expect(await listAll(again, { state: 'dead' })).toMatchObject([
        { id: second.id, lastError: 'the receiver answered 410' },
      ]);
      const third = await takeOne(again);
      expect([first.id, second.id]).not.toContain(third.id);
      await again.replay(second.id);
      await again.settle(third, deliveredAfter(third));
      expect((await takeOne(again)).id).toBe(second.id);
    });

    it('keeps a delivery waiting for its next attempt, and the later ones of its workload behind it', async () => {
      const queue = await make({});
      await queue.publish(publications(['web', 'web', 'api']));
      const first = await takeOne(queue);
      await queue.settle(first, retryAfter(first, Date.now() + 3_600_000));
      const again = await reopen(queue);
      await again.publish(publications(['web']));
      expect(workloadsOf(await takeRest(again))).toEqual(['api']);
    });

    it('knows the event ids it has stored', async () => {
      const queue = await make({});
      const stored = [...publications(['web']), { event: eventOf('api'), channels: [] }];
      await queue.publish(stored);
      const again = await reopen(queue);
      expect(await again.publish(stored)).toEqual(['duplicate', 'duplicate']);
    });

    it('counts what is pending against the limit', async () => {
      const queue = await make({ maxPending: 2 });
      await queue.publish(publications(['web', 'web']));
      const again = await reopen(queue);
      await expect(again.publish(publications(['api']))).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    });

    it('knows what was published and settled just before it was closed', async () => {
      const queue = await make({});
      await queue.publish(publications(['web']));
      const delivery = await takeOne(queue);
      const calls = [queue.settle(delivery, deliveredAfter(delivery)), queue.publish(publications(['api']))];
      const again = await reopen(queue);
      await Promise.all(calls);
      expect(workloadsOf(await takeRest(again))).toEqual(['api']);
    });
  });
}
