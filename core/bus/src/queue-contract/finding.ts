import { describe, expect, it } from 'vitest';
import type { LeasedDelivery, Settlement, StoredAttempt } from '../queue.js';
import type { MakeQueue } from '../queue-contract.js';
import { eventOf } from './sample-events.js';
import { deadAfter, deliveredAfter, retryAfter, takeOne } from './take.js';

export function findingContract(make: MakeQueue): void {
  describe('finding', () => {
    it('gives a delivery that nobody has tried, without attempts', async () => {
      const queue = await make({});
      const event = eventOf('web', 'e1');
      await queue.publish([{ event, channels: ['chat', 'pager'] }]);
      const delivery = {
        id: 'e1/pager',
        channel: 'pager',
        event,
        state: 'pending',
        attempts: 0,
        retries: 0,
        publishedAt: expect.any(Number),
      };
      expect(await queue.find('e1/pager')).toEqual({ delivery, attempts: [] });
      await takeOne(queue, 'pager');
      expect(await queue.find('e1/pager')).toEqual({ delivery: { ...delivery, state: 'leased' }, attempts: [] });
    });

    it('gives nothing for what there is not', async () => {
      const queue = await make({});
      await queue.publish([{ event: eventOf('web', 'e1'), channels: ['chat'] }]);
      for (const id of ['e1/pager', 'e2/chat', 'e1', 'chat', '/', '']) expect(await queue.find(id)).toBeUndefined();
    });

    it('tells of an attempt that delivered at once', async () => {
      const queue = await make({});
      await queue.publish([{ event: eventOf('web', 'e1'), channels: ['chat'] }]);
      const delivery = await takeOne(queue);
      const settlement = deliveredAfter(delivery);
      await queue.settle(delivery, settlement);
      expect(await queue.find('e1/chat')).toMatchObject({
        delivery: { state: 'delivered', attempts: 1, lastAttemptAt: settlement.at },
        attempts: [attemptOf(settlement)],
      });
    });

    it('tells of every attempt, those before a replay among them', async () => {
      const queue = await make({});
      await queue.publish([{ event: eventOf('web', 'e1'), channels: ['chat'] }]);
      const expected: StoredAttempt[] = [];
      const attempt = async (settlementOf: (delivery: LeasedDelivery) => Settlement) => {
        const delivery = await takeOne(queue);
        const settlement = settlementOf(delivery);
        await queue.settle(delivery, settlement);
        expected.push(attemptOf(settlement));
        expect((await queue.find('e1/chat'))?.attempts).toEqual(expected);
      };
      await attempt((delivery) => retryAfter(delivery, Date.now()));
      await attempt((delivery) => ({ ...retryAfter(delivery, Date.now(), 'no answer'), reason: 'timeout' }));
      await attempt((delivery) => deadAfter(delivery));
      await queue.replay('e1/chat');
      expect(await queue.find('e1/chat')).toMatchObject({ delivery: { state: 'pending' }, attempts: expected });
      await attempt((delivery) => retryAfter(delivery, Date.now()));
      await attempt(deliveredAfter);
      expect(expected.map(({ number, state }) => `${number} ${state}`)).toEqual([
        '1 pending',
        '2 pending',
        '3 dead',
        '4 pending',
        '5 delivered',
      ]);
    });

    it('keeps the attempts of each channel apart', async () => {
      const queue = await make({});
      await queue.publish([{ event: eventOf('web', 'e1'), channels: ['chat', 'pager'] }]);
      const inChat = await takeOne(queue, 'chat');
      await queue.settle(inChat, deadAfter(inChat, 'the chat is gone'));
      const inPager = await takeOne(queue, 'pager');
      await queue.settle(inPager, deadAfter(inPager, 'nobody is on call'));
      expect((await queue.find('e1/chat'))?.attempts).toMatchObject([{ number: 1, error: 'the chat is gone' }]);
      expect((await queue.find('e1/pager'))?.attempts).toMatchObject([{ number: 1, error: 'nobody is on call' }]);
    });

    it('keeps the latest 100 attempts', async () => {
      const queue = await make({});
      await queue.publish([{ event: eventOf('web', 'e1'), channels: ['chat'] }]);
      for (let count = 0; count < 103; count += 1) {
        const delivery = await takeOne(queue);
        await queue.settle(delivery, retryAfter(delivery, Date.now()));
      }
      const numbers = (await queue.find('e1/chat'))?.attempts.map(({ number }) => number);
      expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => index + 4));
    });
  });
}

function attemptOf(settlement: Settlement): StoredAttempt {
  const { attempts: number, begunAt, at: endedAt, state, reason, error, retryAt } = settlement;
  return {
    number,
    begunAt,
    endedAt,
    state,
    ...(reason !== undefined && { reason }),
    ...(error !== undefined && { error }),
    ...(retryAt !== undefined && { retryAt }),
  };
}
