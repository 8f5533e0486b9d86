import { describe, expect, it } from 'vitest';
import type { DeliveryFilter, DeliveryQueue, PageRequest } from '../queue.js';
import type { MakeQueue } from '../queue-contract.js';
import { listAll } from './list-all.js';
import { eventOf } from './sample-events.js';
import { deadAfter, deliveredAfter, retryAfter, takeOne } from './take.js';

export function listingContract(make: MakeQueue): void {
  describe('listing and counting', () => {
    it('lists deliveries by state, oldest first', async () => {
      const queue = await make({});
      await oneOfEachState(queue);
      expect(await ids(queue, {})).toEqual(['e1/chat', 'e2/chat', 'e3/chat', 'e4/chat', 'e5/chat', 'e5/pager']);
      expect(await ids(queue, { state: 'delivered' })).toEqual(['e1/chat']);
      expect(await ids(queue, { state: 'dead' })).toEqual(['e2/chat']);
      expect(await ids(queue, { state: 'leased' })).toEqual(['e4/chat']);
      expect(await ids(queue, { state: 'pending' })).toEqual(['e3/chat', 'e5/chat', 'e5/pager']);
    });

    it('lists deliveries by channel and at most as many as asked for', async () => {
      const queue = await make({});
      await oneOfEachState(queue);
      expect(await ids(queue, { channel: 'pager' })).toEqual(['e5/pager']);
      expect(await ids(queue, { channel: 'pager', state: 'dead' })).toEqual([]);
      expect(await ids(queue, { channel: 'nobody' })).toEqual([]);
      const twoPending = await queue.list({ state: 'pending' }, { limit: 2 });
      expect(twoPending.deliveries.map(({ id }) => id)).toEqual(['e3/chat', 'e5/chat']);
      const oneOfChat = await queue.list({ channel: 'chat' }, { limit: 1 });
      expect(oneOfChat.deliveries.map(({ id }) => id)).toEqual(['e1/chat']);
    });

    it('tells when a delivery was published and tried, and what went wrong', async () => {
      const queue = await make({});
      const event = eventOf('web', 'e1');
      await queue.publish([{ event, channels: ['chat'] }]);
      const delivery = await takeOne(queue);
      const settlement = retryAfter(delivery, Date.now() + 3_600_000, 'the receiver answered 503');
      await queue.settle(delivery, settlement);
      expect(await listAll(queue)).toEqual([
        {
          id: 'e1/chat',
          channel: 'chat',
          event,
          state: 'pending',
          attempts: 1,
          retries: 1,
          publishedAt: expect.any(Number),
          firstAttemptAt: settlement.firstAttemptAt,
          lastAttemptAt: settlement.at,
          lastError: 'the receiver answered 503',
        },
      ]);
    });

    it('forgets the error of a delivery that was delivered after all', async () => {
      const queue = await make({});
      await queue.publish([{ event: eventOf('web'), channels: ['chat'] }]);
      const first = await takeOne(queue);
      await queue.settle(first, retryAfter(first, Date.now()));
      const second = await takeOne(queue);
      await queue.settle(second, deliveredAfter(second));
      const [stored] = await listAll(queue, { state: 'delivered' });
      expect(stored).toMatchObject({ attempts: 2, retries: 1 });
      expect(stored?.lastError).toBeUndefined();
    });

    it('counts what is pending, leased ones among them, and what is dead', async () => {
      const queue = await make({});
      await oneOfEachState(queue);
      expect(await queue.depth()).toMatchObject({ pending: 4, dead: 1, oldestPendingAt: expect.any(Number) });
      expect(await queue.depth('chat')).toMatchObject({ pending: 3, dead: 1, oldestPendingAt: expect.any(Number) });
      expect(await queue.depth('pager')).toMatchObject({ pending: 1, dead: 0, oldestPendingAt: expect.any(Number) });
      expect(await queue.depth('nobody')).toEqual({ pending: 0, dead: 0 });
    });

    it('counts for each channel that has anything pending or dead, and leaves the others out', async () => {
      const queue = await make({});
      expect(await queue.depths()).toEqual(new Map());
      await queue.publish([{ event: eventOf('web'), channels: ['hook'] }]);
      const delivery = await takeOne(queue, 'hook');
      await queue.settle(delivery, deliveredAfter(delivery));
      await oneOfEachState(queue);
      const expected = new Map([
        ['chat', { pending: 3, dead: 1, oldestPendingAt: expect.any(Number) }],
        ['pager', { pending: 1, dead: 0, oldestPendingAt: expect.any(Number) }],
      ]);
      expect(await queue.depths()).toEqual(expected);
    });
  });
}

/** e1 delivered, e2 dead, e3 waiting to be tried again, e4 leased, e5 pending in `chat` and `pager`. */
async function oneOfEachState(queue: DeliveryQueue): Promise<void> {
  const later = Date.now() + 3_600_000;
  const events = ['e1', 'e2', 'e3', 'e4'].map((id) => eventOf(id, id));
  await queue.publish(events.map((event) => ({ event, channels: ['chat'] })));
  const delivered = await takeOne(queue);
  await queue.settle(delivered, deliveredAfter(delivered));
  const dead = await takeOne(queue);
  await queue.settle(dead, deadAfter(dead));
  const waiting = await takeOne(queue);
  await queue.settle(waiting, retryAfter(waiting, later));
  await takeOne(queue);
  await queue.publish([{ event: eventOf('e5', 'e5'), channels: ['chat', 'pager'] }]);
}

async function ids(queue: DeliveryQueue, filter: DeliveryFilter, page: PageRequest = {}): Promise<string[]> {
  return (await listAll(queue, filter, page)).map(({ id }) => id);
}
