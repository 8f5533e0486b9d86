import { describe, expect, it, vi } from 'vitest';
import type { DeliveryFilter, DeliveryQueue } from '../queue.js';
import type { MakeQueue } from '../queue-contract.js';
import { eventOf } from './sample-events.js';
import { deadAfter, takeOne } from './take.js';

const ALL = ['e1/chat', 'e1/pager', 'e2/chat', 'e3/chat'];

const CASES: readonly (readonly [name: string, filter: DeliveryFilter, expected: readonly string[]])[] = [
  ['nothing', {}, ALL],
  ['a channel', { channel: 'pager' }, ['e1/pager']],
  ['a state', { state: 'dead' }, ['e1/pager']],
  ['an event', { eventId: 'e1' }, ['e1/chat', 'e1/pager']],
  ['a kind of event', { kind: 'update_failed' }, ['e2/chat']],
  ['a namespace', { namespace: 'production' }, ['e1/chat', 'e1/pager', 'e2/chat']],
  ['a namespace that begins like another', { namespace: 'prod' }, ['e3/chat']],
  ['a workload', { workload: 'production/web' }, ['e1/chat', 'e1/pager']],
  ['several things', { namespace: 'production', channel: 'chat', kind: 'update_failed' }, ['e2/chat']],
  ['several things of an event', { eventId: 'e1', state: 'pending', workload: 'production/web' }, ['e1/chat']],
  ['several things of a dead delivery', { state: 'dead', channel: 'pager', kind: 'update_completed' }, ['e1/pager']],
  ['things that do not go together', { eventId: 'e1', workload: 'production/api' }, []],
  ['a channel that nobody knows', { channel: 'nobody' }, []],
  ['an event that nobody knows', { eventId: 'e9' }, []],
  ['a kind of event that nothing is of', { kind: 'rollback_failed' }, []],
  ['a workload without its namespace', { workload: 'web' }, []],
];

export function filteringContract(make: MakeQueue): void {
  describe('a filter', () => {
    it.each(CASES)('that asks for %s finds that, oldest or newest first', async (_, filter, expected) => {
      const queue = await make({});
      await publishSome(queue);
      expect(await queue.listIds(filter)).toEqual({ ids: expected });
      expect((await queue.list(filter)).deliveries.map(({ id }) => id)).toEqual(expected);
      const { ids } = await queue.listIds(filter, { order: 'newest' });
      expect(eventsOf(ids)).toEqual(eventsOf(expected).reverse());
      expect([...ids].sort()).toEqual([...expected].sort());
    });

    it('takes leased deliveries for what they are', async () => {
      const queue = await make({});
      await publishSome(queue);
      await takeOne(queue);
      expect(await queue.listIds({ state: 'leased' })).toEqual({ ids: ['e1/chat'] });
      expect(await queue.listIds({ state: 'leased', kind: 'update_failed' })).toEqual({ ids: [] });
      expect((await queue.list({ state: 'leased', workload: 'production/web' })).deliveries).toHaveLength(1);
      expect(await queue.listIds({ state: 'pending', channel: 'chat' })).toEqual({ ids: ['e2/chat', 'e3/chat'] });
      expect(await queue.listIds({ channel: 'chat' })).toEqual({ ids: ['e1/chat', 'e2/chat', 'e3/chat'] });
    });

    it('finds what was stored from one time on and before another', async () => {
      const queue = await make({});
      const stored: number[] = [];
      for (const id of ['e1', 'e2', 'e3']) {
        await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(stored.at(-1) ?? 0));
        await queue.publish([{ event: eventOf('web', id), channels: ['chat'] }]);
        stored.push((await queue.find(`${id}/chat`))?.delivery.publishedAt ?? 0);
      }
      const [first = 0, second = 0, third = 0] = stored;
      const idsOf = async (filter: DeliveryFilter) => eventsOf((await queue.listIds(filter)).ids);
      expect(await idsOf({ publishedFrom: second })).toEqual(['e2', 'e3']);
      expect(await idsOf({ publishedBefore: second })).toEqual(['e1']);
      expect(await idsOf({ publishedFrom: second, publishedBefore: third })).toEqual(['e2']);
      expect(await idsOf({ publishedFrom: first, publishedBefore: third + 1 })).toEqual(['e1', 'e2', 'e3']);
      expect(await idsOf({ publishedFrom: third + 1 })).toEqual([]);
      expect(await idsOf({ publishedBefore: first })).toEqual([]);
      expect(await idsOf({ publishedFrom: third, publishedBefore: second })).toEqual([]);
      expect(await idsOf({ publishedFrom: second, state: 'pending', channel: 'chat' })).toEqual(['e2', 'e3']);
    });
  });
}

/** e1 to `chat` and, dead, to `pager`; e2, of another workload and kind; e3 in another namespace. */
async function publishSome(queue: DeliveryQueue): Promise<void> {
  const inProd = { ...eventOf('web', 'e3'), workload: { namespace: 'prod', name: 'web' } };
  await queue.publish([
    { event: eventOf('web', 'e1'), channels: ['chat', 'pager'] },
    { event: { ...eventOf('api', 'e2'), kind: 'update_failed' }, channels: ['chat'] },
    { event: inProd, channels: ['chat'] },
  ]);
  const delivery = await takeOne(queue, 'pager');
  await queue.settle(delivery, deadAfter(delivery));
}

function eventsOf(ids: readonly string[]): string[] {
  return ids.map((id) => id.slice(0, id.indexOf('/')));
}
