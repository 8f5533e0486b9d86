import { describe, expect, it } from 'vitest';
import type { DeliveryPage, DeliveryQueue } from '../queue.js';
import type { MakeQueue } from '../queue-contract.js';
import { eventOf, publications } from './sample-events.js';
import { deadAfter, deliveredAfter, take } from './take.js';

const MIB = 2 ** 20;

export function pagingContract(make: MakeQueue): void {
  describe('pages', () => {
    it.each(['oldest', 'newest'] as const)('have each delivery once, %s first', async (order) => {
      const queue = await make({});
      const published = publications(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
      await queue.publish(published);
      const expected = published.map(({ event }) => `${event.id}/chat`);
      if (order === 'newest') expected.reverse();
      const listed: string[] = [];
      const found: string[] = [];
      let after: string | undefined;
      do {
        const page = await queue.list({}, { limit: 3, order, ...(after !== undefined && { after }) });
        const ids = await queue.listIds({}, { limit: 3, order, ...(after !== undefined && { after }) });
        expect(page.deliveries.length).toBeLessThanOrEqual(3);
        expect(ids.ids.length).toBeLessThanOrEqual(3);
        listed.push(...page.deliveries.map(({ id }) => id));
        found.push(...ids.ids);
        after = page.next;
        expect(ids.next).toBe(after);
      } while (after !== undefined);
      expect(listed).toEqual(expected);
      expect(found).toEqual(expected);
    });

    it('have at most 100 deliveries where nothing else is asked for', async () => {
      const queue = await make({});
      await queue.publish(publications(Array.from({ length: 101 }, (_, index) => `web-${index}`)));
      const { deliveries, next } = await queue.list({});
      expect(deliveries).toHaveLength(100);
      expect((await queue.list({}, { after: next ?? 'none' })).deliveries).toHaveLength(1);
      expect((await queue.listIds({})).ids).toHaveLength(100);
    });

    it('go on where they stopped, whatever became of what they had', async () => {
      const queue = await make({});
      const published = publications(['a', 'b', 'c', 'd', 'e', 'f']);
      await queue.publish(published);
      await Promise.all((await take(queue, 'chat', 6)).map((each) => queue.settle(each, deadAfter(each))));
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await queue.listIds({ state: 'dead' }, { limit: 2, ...(after !== undefined && { after }) });
        const [first, second] = page.ids;
        if (first !== undefined) await queue.replay(first);
        if (second !== undefined) await queue.discard(second);
        seen.push(...page.ids);
        after = page.next;
      } while (after !== undefined);
      expect(seen).toEqual(published.map(({ event }) => `${event.id}/chat`));
      expect(await queue.depth()).toMatchObject({ pending: 3, dead: 0 });
    });

    it('have events of at most 4 MiB together, or a single larger one', async () => {
      const queue = await make({});
      const sizes = [1.5, 1.5, 1.5, 5, 0.5, 0.5];
      for (const [index, size] of sizes.entries()) await queue.publish([largeEvent(`e${index}`, size * MIB)]);
      const pages = await allPages(queue);
      expect(pages.flat().map(({ event }) => event.id)).toEqual(sizes.map((_, index) => `e${index}`));
      for (const page of pages) {
        const bytes = page.reduce((sum, { event }) => sum + JSON.stringify(event).length, 0);
        expect(bytes <= 4 * MIB || page.length === 1).toBe(true);
      }
      expect(pages.some((page) => page.length > 1)).toBe(true);
    });

    it('find what stands far behind what does not match', async () => {
      const queue = await make({});
      const many = publications(Array.from({ length: 2_500 }, (_, index) => `web-${index}`));
      await queue.publish(many);
      await queue.publish([{ event: { ...eventOf('the-last', 'last'), kind: 'update_failed' }, channels: ['chat'] }]);
      await queue.publish([{ event: eventOf('other', 'other'), channels: ['pager'] }]);
      for (const filter of [{ workload: 'production/the-last' }, { kind: 'update_failed' } as const]) {
        expect((await allPages(queue, filter)).flat().map(({ id }) => id)).toEqual(['last/chat']);
      }
      expect((await allPages(queue, { channel: 'pager' })).flat().map(({ id }) => id)).toEqual(['other/pager']);
      const [first] = await take(queue, 'chat', 1);
      if (first !== undefined) await queue.settle(first, deliveredAfter(first));
      expect((await allPages(queue, { state: 'delivered' })).flat().map(({ id }) => id)).toEqual([first?.id]);
    });

    it.each(['', 'x', '!', 'MQ==', 'LTE', 'bm8', 'MS4yLjM', 'MWUz', 'e1/chat'])(
      'do not begin after %j, which no page gave: CURSOR_INVALID',
      async (after) => {
        const queue = await make({});
        await expect(queue.list({}, { after })).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
        await expect(queue.listIds({}, { after })).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
        await expect(queue.list({ state: 'leased' }, { after })).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
        await expect(queue.listIds({ state: 'dead' }, { after })).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
      },
    );
  });
}

async function allPages(queue: DeliveryQueue, filter: Parameters<DeliveryQueue['list']>[0] = {}) {
  const pages: DeliveryPage['deliveries'][] = [];
  let after: string | undefined;
  do {
    const page = await queue.list(filter, after === undefined ? {} : { after });
    pages.push(page.deliveries);
    after = page.next;
  } while (after !== undefined);
  return pages;
}

function largeEvent(id: string, bytes: number) {
  const event = eventOf(id, id);
  const data = { ...event.data, metadata: { note: 'x'.repeat(bytes) } };
  return { event: { ...event, data }, channels: ['chat'] };
}
