import type { DeliveryQueue, LeasedDelivery } from '@headwind/bus/queue';
import fc from 'fast-check';
import { beforeAll, expect, it, vi } from 'vitest';
import { describeWithNats, type NatsServer } from '../../../test/support/nats-server.js';
import { deliver, publication, settlementOf, takeOne } from './deliveries.js';
import { settingsFor, trackServers, trackStorages } from './storage.js';

const CHANNELS = ['chat', 'pager'];

/** Everything is old at once, and what is old is removed all the time. */
const AT_ONCE = { retention: 1, deduplicationWindow: 100 };
const ALL_THE_TIME = { pruneEveryMs: 5 };

describeWithNats('the retention', () => {
  const servers = trackServers();
  const storages = trackStorages();
  let server: NatsServer;

  beforeAll(async () => {
    server = await servers.start();
  });

  it('removes what every channel is done with, and the event is new then', async () => {
    const { queue } = await storages.openConnected(settingsFor([server.url], AT_ONCE), ALL_THE_TIME);
    const published = [publication('web', CHANNELS)];
    await queue.publish(published);
    await deliver(queue, await takeOne(queue, 'chat'));
    const inPager = await takeOne(queue, 'pager');
    await queue.settle(inPager, settlementOf(inPager, 'pending', Date.now()));
    expect((await queue.listIds({ state: 'delivered' })).ids).toHaveLength(1);
    expect(await queue.publish(published)).toEqual(['duplicate']);
    await deliver(queue, await takeOne(queue, 'pager'));
    await vi.waitFor(async () => expect(await queue.listIds({})).toEqual({ ids: [] }));
    // The server itself knows it a little longer.
    await vi.waitFor(async () => expect(await queue.publish(published)).toEqual(['stored']));
    expect(await takeOne(queue, 'pager')).toMatchObject({ attempts: 0 });
  });

  it('keeps dead letters, which can be found, listed, replayed and delivered when their events are gone', async () => {
    const { queue } = await storages.openConnected(settingsFor([server.url], AT_ONCE), ALL_THE_TIME);
    const letters: string[] = [];
    for (const workload of ['a', 'b', 'c']) {
      await queue.publish([publication(workload)]);
      const delivery = await takeOne(queue);
      await queue.settle(delivery, settlementOf(delivery, 'dead'));
      letters.push(delivery.id);
    }
    await queue.publish([publication('d')]);
    const last = await takeOne(queue);
    await deliver(queue, last);
    await vi.waitFor(async () => expect(await queue.find(last.id)).toBeUndefined());
    const [first = '', second = '', third = ''] = letters;
    for (const order of ['oldest', 'newest'] as const) {
      const expected = order === 'oldest' ? letters : [...letters].reverse();
      expect((await queue.listIds({ state: 'dead' }, { order })).ids).toEqual(expected);
      expect((await queue.listIds({}, { order })).ids).toEqual(expected);
    }
    expect(await queue.find(first)).toMatchObject({ delivery: { state: 'dead' }, attempts: [{ number: 1 }] });
    expect(await queue.discard(second)).toBe(true);
    expect(await queue.replay(first)).toBe(true);
    expect(await queue.find(first)).toMatchObject({ delivery: { state: 'pending', attempts: 1 } });
    expect((await queue.listIds({ state: 'pending' })).ids).toEqual([first]);
    const again = await takeOne(queue);
    expect(again.id).toBe(first);
    await deliver(queue, again);
    expect(await queue.depth()).toEqual({ pending: 0, dead: 1 });
    expect((await queue.listIds({ state: 'dead' })).ids).toEqual([third]);
  });

  it('loses nothing that is pending or dead, whatever is done in whatever order', { timeout: 60_000 }, async () => {
    const step = fc.record({
      publishes: fc.array(fc.subarray(CHANNELS), { maxLength: 3 }),
      settles: fc.array(fc.constantFrom('delivered' as const, 'dead' as const, 'pending' as const), { maxLength: 3 }),
      channel: fc.constantFrom(...CHANNELS),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const { queue } = await storages.openConnected(settingsFor([server.url], AT_ONCE), ALL_THE_TIME);
        const pending = new Set<string>();
        const dead = new Set<string>();
        for (const { publishes, settles, channel } of steps) {
          const published = publishes.map((channels, index) => publication(`web-${index}`, channels));
          await queue.publish(published);
          for (const { event, channels } of published) for (const each of channels) pending.add(`${event.id}/${each}`);
          for (const state of settles) {
            if (![...pending].some((id) => id.endsWith(`/${channel}`))) break;
            const delivery = await takeOne(queue, channel);
            expect(pending).toContain(delivery.id);
            await queue.settle(delivery, settlementOf(delivery, state, state === 'pending' ? Date.now() : undefined));
            if (state !== 'pending') pending.delete(delivery.id);
            if (state === 'dead') dead.add(delivery.id);
          }
        }
        expect(await queue.depth()).toMatchObject({ pending: pending.size, dead: dead.size });
        expect(new Set((await queue.listIds({ state: 'dead' })).ids)).toEqual(dead);
        const rest: LeasedDelivery[] = [];
        for (const channel of CHANNELS) rest.push(...(await drain(queue, channel, pending)));
        expect(new Set(rest.map(({ id }) => id))).toEqual(pending);
        await queue.close();
      }),
      { numRuns: 20 },
    );
  });
});

async function drain(queue: DeliveryQueue, channel: string, pending: ReadonlySet<string>): Promise<LeasedDelivery[]> {
  const count = [...pending].filter((id) => id.endsWith(`/${channel}`)).length;
  const drained: LeasedDelivery[] = [];
  while (drained.length < count) {
    const delivery = await takeOne(queue, channel);
    await deliver(queue, delivery);
    drained.push(delivery);
  }
  return drained;
}
