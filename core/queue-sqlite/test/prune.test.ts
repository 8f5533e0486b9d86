import { openSqliteStorage, type SqliteStorage } from '@headwind/queue-sqlite';
import { expect, it, vi } from 'vitest';
import { listAll } from './list-all.js';
import { delivered, NEVER_ABORTED, publicationOf } from './sample-events.js';
import { tempFile } from './temp-folder.js';

const DAY = 86_400_000;

async function openAt(clock: { now: number }): Promise<SqliteStorage> {
  return openSqliteStorage({
    path: await tempFile(),
    maxPending: 10_000,
    retentionMs: DAY,
    pruneEveryMs: 5,
    now: () => clock.now,
  });
}

it('removes what was delivered longer ago than the retention, and nothing else', async () => {
  const clock = { now: 10 * DAY };
  const { queue } = await openAt(clock);
  const nobody = publicationOf('web', []);
  const everybody = publicationOf('web', ['chat', 'pager', 'hook']);
  await queue.publish([nobody, everybody]);
  for (const [channel, state] of [
    ['chat', 'delivered'],
    ['pager', 'dead'],
  ] as const) {
    for (const delivery of await queue.lease(channel, 1, NEVER_ABORTED)) {
      await queue.settle(delivery, { ...delivered(delivery, clock.now), state });
    }
  }
  clock.now += DAY - 1;
  const late = publicationOf('api');
  await queue.publish([late]);
  expect(await listAll(queue, { state: 'delivered' })).toHaveLength(1);

  clock.now += 1;
  await vi.waitFor(async () => expect(await listAll(queue, { state: 'delivered' })).toEqual([]));
  const left = (await listAll(queue)).map(({ id }) => id);
  expect(left).toEqual([`${everybody.event.id}/pager`, `${everybody.event.id}/hook`, `${late.event.id}/chat`]);
  // The event that is still needed is known; the one that went to nobody is forgotten.
  await vi.waitFor(async () => expect(await queue.publish([everybody, nobody])).toEqual(['duplicate', 'stored']));
  await queue.close();
});

it('removes more than fits one transaction', async () => {
  const clock = { now: 10 * DAY };
  const { queue } = await openAt(clock);
  await queue.publish(Array.from({ length: 1_700 }, (_, index) => publicationOf(`web-${index}`)));
  for (let left = 1_700; left > 0; ) {
    const leased = await queue.lease('chat', left, NEVER_ABORTED);
    await Promise.all(leased.map((delivery) => queue.settle(delivery, delivered(delivery, clock.now))));
    left -= leased.length;
  }
  expect(await listAll(queue)).toHaveLength(1_700);
  clock.now += 2 * DAY;
  await vi.waitFor(async () => expect(await listAll(queue)).toEqual([]), { timeout: 10_000 });
  await queue.close();
});
