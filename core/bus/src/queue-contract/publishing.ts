import { describe, expect, it } from 'vitest';
import type { MakeQueue } from '../queue-contract.js';
import { listAll } from './list-all.js';
import { eventOf, publications } from './sample-events.js';
import { deliveredAfter, take, takeOne, takeRest } from './take.js';

export function publishingContract(make: MakeQueue): void {
  describe('publishing', () => {
    it('stores one delivery for each event and channel', async () => {
      const queue = await make({});
      const published = publications(['web', 'api'], ['chat', 'pager']);
      expect(await queue.publish(published)).toEqual(['stored', 'stored']);
      const expected = published.map(({ event }) => event);
      expect((await take(queue, 'chat', 2)).map(({ event }) => event)).toEqual(expected);
      expect((await take(queue, 'pager', 2)).map(({ event }) => event)).toEqual(expected);
    });

    it('names a delivery after its event and channel, untried', async () => {
      const queue = await make({});
      await queue.publish([{ event: eventOf('web', 'e1'), channels: ['chat'] }]);
      expect(await takeOne(queue)).toMatchObject({ id: 'e1/chat', channel: 'chat', attempts: 0, retries: 0 });
    });

    it('stores an event for no channel, and knows it', async () => {
      const queue = await make({});
      const nobody = publications(['web'], []);
      expect(await queue.publish(nobody)).toEqual(['stored']);
      expect(await queue.publish(nobody)).toEqual(['duplicate']);
      expect(await queue.depth()).toEqual({ pending: 0, dead: 0 });
      expect(await listAll(queue)).toEqual([]);
    });

    it('stores nothing when nothing is published', async () => {
      const queue = await make({});
      expect(await queue.publish([])).toEqual([]);
    });

    it('ignores an event id it has stored, and stores the others of the call', async () => {
      const queue = await make({});
      await queue.publish([{ event: eventOf('web', 'e1'), channels: ['chat'] }]);
      const again = [
        { event: eventOf('web', 'e2'), channels: ['chat'] },
        { event: eventOf('another', 'e1'), channels: ['chat', 'pager'] },
        { event: eventOf('api', 'e3'), channels: ['chat'] },
      ];
      expect(await queue.publish(again)).toEqual(['stored', 'duplicate', 'stored']);
      expect((await listAll(queue)).map(({ id }) => id)).toEqual(['e1/chat', 'e2/chat', 'e3/chat']);
    });

    it('ignores an event id that stands a second time in one call', async () => {
      const queue = await make({});
      const event = eventOf('web');
      const twice = [
        { event, channels: ['chat'] },
        { event, channels: ['pager'] },
      ];
      expect(await queue.publish(twice)).toEqual(['stored', 'duplicate']);
      expect(await queue.depth()).toMatchObject({ pending: 1, dead: 0 });
    });

    it('ignores an event id that was delivered', async () => {
      const queue = await make({});
      const published = publications(['web']);
      await queue.publish(published);
      const delivery = await takeOne(queue);
      await queue.settle(delivery, deliveredAfter(delivery));
      expect(await queue.publish(published)).toEqual(['duplicate']);
      expect(await takeRest(queue)).toEqual([]);
    });

    it('stores an event once when several publish it at the same moment', async () => {
      const queue = await make({});
      const published = publications(['web']);
      const results = await Promise.all(Array.from({ length: 5 }, () => queue.publish(published)));
      expect(results.flat().sort()).toEqual(['duplicate', 'duplicate', 'duplicate', 'duplicate', 'stored']);
      expect(await queue.depth()).toMatchObject({ pending: 1, dead: 0 });
    });

    it('stores everything that many publish at the same moment, in their order', async () => {
      const queue = await make({});
      const calls = Array.from({ length: 300 }, (_, index) => publications([`web-${index}`]));
      const results = await Promise.all(calls.map((call) => queue.publish(call)));
      expect(results.flat()).toEqual(calls.map(() => 'stored'));
      const taken = await take(queue, 'chat', 300);
      expect(taken.map(({ event }) => event.id)).toEqual(calls.flat().map(({ event }) => event.id));
    });
  });
}
