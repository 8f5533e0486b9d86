import { describe, expect, it } from 'vitest';
import type { MakeQueue } from '../queue-contract.js';
import { eventOf, publications } from './sample-events.js';
import { deliveredAfter, take, takeOne, takeRest, workloadsOf } from './take.js';

export function leasingContract(make: MakeQueue): void {
  describe('leasing', () => {
    it('gives the oldest deliveries, at most as many as asked for', async () => {
      const queue = await make({});
      await queue.publish(publications(['a', 'b', 'c', 'd']));
      const first = await queue.lease('chat', 3, new AbortController().signal);
      expect(workloadsOf(first)).toEqual(['a', 'b', 'c'].slice(0, first.length));
      expect(first.length).toBeGreaterThan(0);
      expect(workloadsOf(await take(queue, 'chat', 4 - first.length))).toEqual(
        ['a', 'b', 'c', 'd'].slice(first.length),
      );
    });

    it('gives no delivery twice', async () => {
      const queue = await make({});
      await queue.publish(publications(['a', 'b', 'c']));
      await take(queue, 'chat', 2);
      expect(workloadsOf(await takeRest(queue))).toEqual(['c']);
      expect(await takeRest(queue)).toEqual([]);
    });

    it('gives one delivery of a workload at a time, and goes on with other workloads', async () => {
      const queue = await make({});
      await queue.publish(publications(['web', 'web', 'api', 'web']));
      const [web, api] = await take(queue, 'chat', 2);
      expect([web?.event.workload.name, api?.event.workload.name]).toEqual(['web', 'api']);
      expect(await takeRest(queue)).toEqual([]);
    });

    it('gives the next of a workload when the one before is settled, in the order published', async () => {
      const queue = await make({});
      const published = publications(['web', 'web', 'web']);
      for (const publication of published) await queue.publish([publication]);
      for (const { event } of published) {
        const delivery = await takeOne(queue);
        expect(delivery.event).toEqual(event);
        expect(await takeRest(queue)).toEqual([]);
        await queue.settle(delivery, deliveredAfter(delivery));
      }
      expect(await takeRest(queue)).toEqual([]);
    });

    it('tells workloads of one name in different namespaces apart', async () => {
      const queue = await make({});
      const web = eventOf('web');
      const staging = { ...eventOf('web'), workload: { namespace: 'staging', name: 'web' } };
      await queue.publish([web, staging].map((event) => ({ event, channels: ['chat'] })));
      expect((await take(queue, 'chat', 2)).map(({ event }) => event)).toEqual([web, staging]);
    });

    it('lets a workload take its turn in each channel for itself', async () => {
      const queue = await make({});
      await queue.publish(publications(['web', 'web'], ['chat', 'pager']));
      await takeOne(queue, 'chat');
      const inPager = await takeOne(queue, 'pager');
      await queue.settle(inPager, deliveredAfter(inPager));
      expect(workloadsOf(await takeRest(queue, 'pager'))).toEqual(['web']);
      expect(await takeRest(queue, 'chat')).toEqual([]);
    });

    it('waits until something is published for the channel', async () => {
      const queue = await make({});
      const waiting = takeOne(queue, 'chat');
      await queue.publish(publications(['other'], ['pager']));
      await queue.publish(publications(['web'], ['chat']));
      expect((await waiting).event.workload.name).toBe('web');
    });

    it('waits until the turn of a delivery comes', async () => {
      const queue = await make({});
      await queue.publish(publications(['web', 'web']));
      const first = await takeOne(queue);
      const waiting = takeOne(queue);
      await queue.settle(first, deliveredAfter(first));
      expect((await waiting).id).not.toBe(first.id);
    });

    it('gives none when the signal is aborted, before or while it waits', async () => {
      const queue = await make({});
      expect(await queue.lease('chat', 1, AbortSignal.abort())).toEqual([]);
      const abort = new AbortController();
      const waiting = queue.lease('chat', 1, abort.signal);
      abort.abort();
      expect(await waiting).toEqual([]);
    });

    it('loses nothing when a lease is aborted while something is published', async () => {
      const queue = await make({});
      const taken: string[] = [];
      for (let round = 0; round < 20; round += 1) {
        const abort = new AbortController();
        const waiting = queue.lease('chat', 1, abort.signal);
        const published = queue.publish(publications([`web-${round}`]));
        if (round % 2 === 0) await published;
        abort.abort();
        taken.push(...workloadsOf(await waiting));
        await published;
      }
      taken.push(...workloadsOf(await takeRest(queue)));
      expect(taken.sort()).toEqual(Array.from({ length: 20 }, (_, round) => `web-${round}`).sort());
    });

    it('hands out a backlog larger than any window, once and in order', async () => {
      const queue = await make({});
      const workloads = Array.from({ length: 1200 }, (_, index) => `web-${index}`);
      await queue.publish(publications(workloads));
      const taken = await take(queue, 'chat', 500);
      await Promise.all(taken.map((delivery) => queue.settle(delivery, deliveredAfter(delivery))));
      taken.push(...(await take(queue, 'chat', 700)));
      expect(workloadsOf(taken)).toEqual(workloads);
    });
  });
}
