import { openSqliteStorage } from '@headwind/queue-sqlite';
import type Database from 'libsql';
import { expect, it, vi } from 'vitest';
import { openDatabase } from '../src/schema.js';
import { InThreadWorker, queueOn } from './in-thread-worker.js';
import { delivered, failed, NEVER_ABORTED, publicationOf } from './sample-events.js';
import { tempFile } from './temp-folder.js';

const DAY = 86_400_000;

function attemptsIn(database: Database.Database): number {
  return database.prepare('select 1 from attempts').all().length;
}

it('writes no row for a delivery that goes well at once, and one for each attempt of another', async () => {
  const database = openDatabase(await tempFile());
  const queue = queueOn(new InThreadWorker(database));
  await queue.publish([publicationOf('web'), publicationOf('api')]);
  const [web, api] = await queue.lease('chat', 2, NEVER_ABORTED);
  if (web === undefined || api === undefined) throw new Error('two deliveries were leased');
  await Promise.all([queue.settle(web, delivered(web)), queue.settle(api, failed(api))]);
  expect(attemptsIn(database)).toBe(1);
  const [again] = await queue.lease('chat', 1, NEVER_ABORTED);
  if (again === undefined) throw new Error('a lease that was not aborted gave nothing');
  await queue.settle(again, delivered(again));
  expect(attemptsIn(database)).toBe(2);
  await queue.close();
});

it('removes the attempts of a delivery that is discarded', async () => {
  const database = openDatabase(await tempFile());
  const queue = queueOn(new InThreadWorker(database));
  await queue.publish([publicationOf('web', ['chat', 'pager'])]);
  for (const channel of ['chat', 'pager']) {
    const [delivery] = await queue.lease(channel, 1, NEVER_ABORTED);
    if (delivery !== undefined) await queue.settle(delivery, { ...failed(delivery), state: 'dead' });
  }
  expect(attemptsIn(database)).toBe(2);
  const { ids } = await queue.listIds({ channel: 'chat' });
  expect(await queue.discard(ids[0] ?? '')).toBe(true);
  expect(attemptsIn(database)).toBe(1);
  expect(database.prepare('select length(body) > 0 as kept from events').all()).toEqual([{ kept: 1 }]);
  await queue.discard((await queue.listIds({})).ids[0] ?? '');
  expect(attemptsIn(database)).toBe(0);
  expect(database.prepare('select addressed, body from events').all()).toEqual([{ addressed: 0, body: '' }]);
  await queue.close();
});

it('removes them with what is pruned, and forgets an event whose dead letters were discarded', async () => {
  const clock = { now: 10 * DAY };
  const path = await tempFile();
  const open = () =>
    openSqliteStorage({ path, maxPending: 100, retentionMs: DAY, pruneEveryMs: 5, now: () => clock.now });
  const { queue } = await open();
  const published = [publicationOf('web'), publicationOf('api')];
  await queue.publish(published);
  const [web, api] = await queue.lease('chat', 2, NEVER_ABORTED);
  if (web === undefined || api === undefined) throw new Error('two deliveries were leased');
  await queue.settle(web, failed(web, clock.now));
  const [again] = await queue.lease('chat', 1, NEVER_ABORTED);
  if (again === undefined) throw new Error('a lease that was not aborted gave nothing');
  await queue.settle(again, delivered(again, clock.now));
  await queue.settle(api, { ...failed(api, clock.now), state: 'dead' });
  await queue.discard(api.id);
  expect(await queue.publish(published)).toEqual(['duplicate', 'duplicate']);

  clock.now += 2 * DAY;
  await vi.waitFor(async () => expect(await queue.listIds({})).toEqual({ ids: [] }));
  await vi.waitFor(async () => expect(await queue.publish(published.slice(1))).toEqual(['stored']));
  await queue.close();
  const database = openDatabase(path);
  expect(attemptsIn(database)).toBe(0);
  database.close();
});

it('keeps outcomes where the disk has no room for the attempts, and tells of the last what it knows', async () => {
  const database = openDatabase(await tempFile());
  const queue = queueOn(new InThreadWorker(database));
  await queue.publish([publicationOf('web'), publicationOf('api')]);
  const [web, api] = await queue.lease('chat', 2, NEVER_ABORTED);
  if (web === undefined || api === undefined) throw new Error('two deliveries were leased');
  // Four of these fill a page of 4,096 bytes.
  const error = 'x'.repeat(900);
  let last = api;
  for (let count = 0; count < 4; count += 1) {
    await queue.settle(last, { ...failed(last), error });
    [last = api] = await queue.lease('chat', 1, NEVER_ABORTED);
  }
  // As on a full disk.
  database.exec('pragma max_page_count = 1');
  await Promise.all([queue.settle(web, delivered(web)), queue.settle(last, { ...failed(last), error, state: 'dead' })]);
  expect(await queue.depth()).toEqual({ pending: 0, dead: 1 });
  expect(attemptsIn(database)).toBe(4);
  const found = await queue.find(api.id);
  expect(found?.delivery).toMatchObject({ state: 'dead', attempts: 5, lastError: error });
  expect(found?.attempts.map(({ number, state }) => `${number} ${state}`)).toEqual([
    '1 pending',
    '2 pending',
    '3 pending',
    '4 pending',
    '5 dead',
  ]);
  await queue.close();
});
