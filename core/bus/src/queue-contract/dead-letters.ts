import { describe, expect, it } from 'vitest';
import type { DeliveryQueue, LeasedDelivery } from '../queue.js';
import type { MakeQueue } from '../queue-contract.js';
import { listAll } from './list-all.js';
import { publications } from './sample-events.js';
import { deadAfter, deliveredAfter, retryAfter, takeOne, takeRest } from './take.js';

export function deadLetterContract(make: MakeQueue): void {
  describe('replaying', () => {
    it('makes a dead delivery pending again, with its retries and its time to retry unused', async () => {
      const queue = await make({});
      const dead = await bury(queue);
      expect(await queue.replay(dead.id)).toBe(true);
      expect(await queue.depth()).toMatchObject({ pending: 1, dead: 0 });
      const again = await takeOne(queue);
      expect(again).toMatchObject({ id: dead.id, event: dead.event, attempts: 2, retries: 0 });
      expect(again.firstAttemptAt).toBeUndefined();
    });

    it('lists it as pending again, in its old place', async () => {
      const queue = await make({});
      const dead = await bury(queue);
      const [other] = publications(['other']);
      await queue.publish(other === undefined ? [] : [other]);
      await queue.replay(dead.id);
      expect(await queue.listIds({ state: 'dead' })).toEqual({ ids: [] });
      const expected = { ids: [dead.id, `${other?.event.id}/chat`] };
      expect(await queue.listIds({ state: 'pending' })).toEqual(expected);
      expect(await queue.listIds({ state: 'pending', channel: 'chat' })).toEqual(expected);
    });

    it('wakes a lease that waits', async () => {
      const queue = await make({});
      const dead = await bury(queue);
      const waiting = takeOne(queue);
      await queue.replay(dead.id);
      expect((await waiting).id).toBe(dead.id);
    });

    it('is false for what is not dead', async () => {
      const queue = await make({});
      const dead = await bury(queue);
      expect(await queue.replay('nobody knows/chat')).toBe(false);
      expect(await queue.replay(`${dead.event.id}/pager`)).toBe(false);
      expect(await queue.replay('chat')).toBe(false);
      expect(await queue.replay(dead.id)).toBe(true);
      expect(await queue.replay(dead.id)).toBe(false);
      const leased = await takeOne(queue);
      expect(await queue.replay(leased.id)).toBe(false);
      await queue.settle(leased, deliveredAfter(leased));
      expect(await queue.replay(leased.id)).toBe(false);
      expect(await takeRest(queue)).toEqual([]);
    });

    it('lets it wait while another of its workload is leased', async () => {
      const queue = await make({});
      const dead = await bury(queue);
      await queue.publish(publications(['web']));
      const other = await takeOne(queue);
      await queue.replay(dead.id);
      expect(await takeRest(queue)).toEqual([]);
      await queue.settle(other, deliveredAfter(other));
      expect((await takeOne(queue)).id).toBe(dead.id);
    });

    it('may happen again and again', async () => {
      const queue = await make({});
      const dead = await bury(queue);
      for (let round = 0; round < 3; round += 1) {
        await queue.replay(dead.id);
        const again = await takeOne(queue);
        await queue.settle(again, deadAfter(again));
      }
      expect(await listAll(queue, { state: 'dead' })).toMatchObject([{ id: dead.id, attempts: 5 }]);
    });
  });
}

/** A dead delivery of the workload `web`, after two attempts. */
async function bury(queue: DeliveryQueue): Promise<LeasedDelivery> {
  await queue.publish(publications(['web']));
  const first = await takeOne(queue);
  await queue.settle(first, retryAfter(first, Date.now()));
  const second = await takeOne(queue);
  await queue.settle(second, deadAfter(second));
  return second;
}
