import type { DeliveryQueue } from '@headwind/bus/queue';
import { expect, it } from 'vitest';
import type { ListAnswer } from '../src/reading.js';
import { openDatabase } from '../src/schema.js';
import { isFailure } from '../src/turn.js';
import { InThreadWorker, queueOn } from './in-thread-worker.js';
import { listAll } from './list-all.js';
import { delivered, NEVER_ABORTED, publicationOf } from './sample-events.js';
import { tempFile } from './temp-folder.js';

const MIB = 2 ** 20;

interface Watched {
  readonly queue: DeliveryQueue;
  readonly database: ReturnType<typeof openDatabase>;
  /** What the lists of each turn gave that had any. */
  readonly lists: (readonly ListAnswer[])[];
  /** How many dead letters each turn replayed that replayed any. */
  readonly replays: number[];
}

async function open(): Promise<Watched> {
  const database = openDatabase(await tempFile());
  const worker = new InThreadWorker(database, 1_000_000);
  const watched: Watched = { queue: queueOn(worker), database, lists: [], replays: [] };
  worker.onAnswer(({ read, written }) => {
    if (isFailure(read) || isFailure(written)) throw new Error('the turn failed');
    if (read.lists.length > 0) watched.lists.push(read.lists);
    if (written.replayed.length > 0) watched.replays.push(written.replayed.length);
  });
  return watched;
}

async function publishMany(queue: DeliveryQueue, count: number, channels: readonly string[]): Promise<void> {
  const publications = Array.from({ length: count }, (_, index) => publicationOf(`web-${index}`, channels));
  await queue.publish(publications);
}

it('looks at a bounded number of deliveries a call, and says where to go on', async () => {
  const { queue, lists } = await open();
  await publishMany(queue, 10_500, ['chat']);
  for (const filter of [{ workload: 'production/nobody' }, { state: 'delivered' }] as const) {
    const first = await queue.list(filter);
    expect(first).toEqual({ deliveries: [], next: expect.any(String) });
    expect(await queue.list(filter, { after: first.next ?? '' })).toEqual({ deliveries: [] });
  }
  expect(lists).toHaveLength(2 * (10 + 1));
  await queue.close();
});

it.each(['oldest', 'newest'] as const)(
  'has each delivery once though turns end amid an event, %s first',
  async (order) => {
    const { queue, lists } = await open();
    await publishMany(queue, 700, ['chat', 'pager', 'hook']);
    const { ids, next } = await queue.listIds({}, { limit: 3_000, order });
    expect(next).toBeUndefined();
    expect(ids).toHaveLength(2_100);
    expect(new Set(ids).size).toBe(2_100);
    expect(lists).toHaveLength(3);
    await queue.close();
  },
);

it('reads a bounded size of events in a turn to tell their kind', async () => {
  const { queue, lists } = await open();
  for (let count = 0; count < 12; count += 1) await queue.publish([publicationOf('web', ['chat'], 'x'.repeat(MIB))]);
  const { event } = publicationOf('api', ['chat']);
  await queue.publish([{ event: { ...event, kind: 'update_failed' }, channels: ['chat'] }]);
  expect((await queue.list({ kind: 'update_failed' })).deliveries.map(({ id }) => id)).toEqual([`${event.id}/chat`]);
  // Three events of a little more than 1 MiB a turn, and the small one with the last of them.
  expect(lists).toHaveLength(4);
  expect((await queue.listIds({ kind: 'update_completed' })).ids).toHaveLength(12);
  await queue.close();
});

it('answers one list a turn, so that publishing waits for no more than one', async () => {
  const { queue, lists } = await open();
  await publishMany(queue, 10, ['chat']);
  await Promise.all(Array.from({ length: 5 }, () => queue.list({})));
  expect(lists.map((answers) => answers.length)).toEqual([1, 1, 1, 1, 1]);
  await queue.close();
});

it('finds what is pending among very many, in order, past what was delivered', async () => {
  const { queue } = await open();
  await publishMany(queue, 600, ['chat', 'pager']);
  for (let left = 600; left > 0; ) {
    const leased = await queue.lease('chat', left, NEVER_ABORTED);
    await Promise.all(leased.map((delivery) => queue.settle(delivery, delivered(delivery))));
    left -= leased.length;
  }
  for (let round = 0; round < 10; round += 1) await publishMany(queue, 5_100, ['chat']);
  expect(await queue.depth()).toMatchObject({ pending: 51_600, dead: 0 });
  const [oldest] = (await queue.list({ state: 'pending', channel: 'chat' }, { limit: 1 })).deliveries;
  expect(oldest?.event.workload.name).toBe('web-0');
  expect((await queue.listIds({ state: 'pending' }, { limit: 700 })).ids.map((id) => id.split('/')[1])).toEqual([
    ...Array.from({ length: 600 }, () => 'pager'),
    ...Array.from({ length: 100 }, () => 'chat'),
  ]);
  const [newest] = (await queue.list({ state: 'pending' }, { limit: 1, order: 'newest' })).deliveries;
  expect(newest?.event.workload.name).toBe('web-5099');
  expect(await listAll(queue, { state: 'pending', workload: 'production/web-7' })).toHaveLength(11);
  await queue.close();
});

it('takes a damaged event for one of no kind', async () => {
  const { queue, database } = await open();
  await publishMany(queue, 2, ['chat']);
  database.exec("update events set body = 'no JSON' where seq = 1");
  expect((await queue.list({ kind: 'update_completed' })).deliveries).toHaveLength(1);
  await queue.close();
});

it('replays thousands of dead letters over several turns', async () => {
  const { queue, replays } = await open();
  await publishMany(queue, 1_200, ['chat']);
  for (let left = 1_200; left > 0; ) {
    const leased = await queue.lease('chat', left, NEVER_ABORTED);
    await Promise.all(leased.map((delivery) => queue.settle(delivery, { ...delivered(delivery), state: 'dead' })));
    left -= leased.length;
  }
  const { ids } = await queue.listIds({ state: 'dead' }, { limit: 2_000 });
  const replayed = await Promise.all(ids.map((id) => queue.replay(id)));
  expect(replayed).toEqual(Array.from({ length: 1_200 }, () => true));
  expect(replays).toEqual([500, 500, 200]);
  expect(await queue.depth()).toMatchObject({ pending: 1_200, dead: 0 });
  await queue.close();
});
