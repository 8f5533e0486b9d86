import { openSqliteStorage, type SqliteStorage } from '@headwind/queue-sqlite';
import Database from 'libsql';
import { expect, it } from 'vitest';
import { openDatabase } from '../src/schema.js';
import { listAll } from './list-all.js';
import { delivered, failed, NEVER_ABORTED, publicationOf } from './sample-events.js';
import { tempFile } from './temp-folder.js';
import { makeVersion1 } from './version-1.js';

const LATER = 1_000_000;

function open(path: string): Promise<SqliteStorage> {
  return openSqliteStorage({ path, maxPending: 1_000, retentionMs: LATER, now: () => LATER });
}

async function fileOfVersion1(): Promise<string> {
  const path = await tempFile();
  makeVersion1(path);
  return path;
}

it('reads everything that a file of version 1 has', async () => {
  const { queue, state } = await open(await fileOfVersion1());
  expect((await listAll(queue)).map(({ id, state, publishedAt }) => [id, state, publishedAt])).toEqual([
    ['e1/chat', 'delivered', 1_000],
    ['e2/chat', 'delivered', 2_000],
    ['e3/chat', 'dead', 3_000],
    ['e4/chat', 'pending', 4_000],
    ['e5/chat', 'pending', 5_000],
  ]);
  expect(await queue.listIds({ state: 'dead' })).toEqual({ ids: ['e3/chat'] });
  expect(await queue.depth()).toEqual({ pending: 2, dead: 1, oldestPendingAt: 4_000 });
  expect(await queue.publish([{ ...publicationOf('db'), event: { ...publicationOf('db').event, id: 'e6' } }])).toEqual([
    'duplicate',
  ]);
  expect(await state.get('slack', 'thread')).toBe('171.42');
  await queue.close();
});

it('tells of the last attempts that version 1 made what it knows', async () => {
  const { queue } = await open(await fileOfVersion1());
  const attemptsOf = async (id: string) => (await queue.find(id))?.attempts;
  expect(await attemptsOf('e1/chat')).toEqual([{ number: 1, begunAt: 1_010, endedAt: 1_020, state: 'delivered' }]);
  expect(await attemptsOf('e2/chat')).toEqual([{ number: 3, begunAt: 2_500, endedAt: 2_500, state: 'delivered' }]);
  const dead = [{ number: 2, begunAt: 3_500, endedAt: 3_500, state: 'dead', error: 'HTTP 400' }];
  expect(await attemptsOf('e3/chat')).toEqual(dead);
  await queue.replay('e3/chat');
  expect(await attemptsOf('e3/chat')).toEqual(dead);
  const waiting = { number: 2, begunAt: 4_500, endedAt: 4_500, state: 'pending', error: 'HTTP 503' };
  expect(await attemptsOf('e4/chat')).toEqual([waiting]);
  expect(await attemptsOf('e5/chat')).toEqual([]);
  await queue.close();
});

it('goes on with what a file of version 1 has pending, and keeps its attempts from then on', async () => {
  const path = await fileOfVersion1();
  const { queue } = await open(path);
  const [first] = await queue.lease('chat', 1, NEVER_ABORTED);
  if (first === undefined) throw new Error('a lease that was not aborted gave nothing');
  expect(first).toMatchObject({ id: 'e4/chat', publishedAt: 4_000, attempts: 2, retries: 2, firstAttemptAt: 4_010 });
  await queue.settle(first, failed(first, LATER));
  expect(await queue.discard('e4/chat')).toBe(false);
  const [again] = await queue.lease('chat', 1, NEVER_ABORTED);
  if (again === undefined) throw new Error('a lease that was not aborted gave nothing');
  await queue.settle(again, delivered(again, LATER));
  expect((await queue.find('e4/chat'))?.attempts).toMatchObject([
    { number: 3, state: 'pending', reason: 'server_error' },
    { number: 4, state: 'delivered' },
  ]);
  expect(await queue.lease('chat', 9, NEVER_ABORTED)).toMatchObject([{ id: 'e5/chat' }]);
  expect(await queue.discard('e3/chat')).toBe(true);
  await queue.close();

  const reopened = await open(path);
  expect(await reopened.queue.listIds({})).toEqual({ ids: ['e1/chat', 'e2/chat', 'e4/chat', 'e5/chat'] });
  await reopened.queue.close();
});

it('makes the same tables of a file of version 1 as of a new one', async () => {
  const schemaOf = (database: Database.Database) =>
    database
      .prepare('select type, name, sql from sqlite_schema order by name')
      .all()
      .map((row) => JSON.stringify(row).replace(/\s|\\n/g, ''));
  const upgraded = openDatabase(await fileOfVersion1());
  const fresh = openDatabase(await tempFile());
  expect(schemaOf(upgraded)).toEqual(schemaOf(fresh));
  upgraded.close();
  fresh.close();
});

it('leaves a file of version 1 as it was when it cannot be upgraded', async () => {
  const path = await fileOfVersion1();
  const before = new Database(path);
  before.exec('create table attempts (not_ours text)');
  before.close();
  await expect(open(path)).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  const after = new Database(path);
  expect(after.prepare('pragma user_version').all()).toEqual([{ user_version: 1 }]);
  expect(after.prepare('select count(*) as count from deliveries').all()).toEqual([{ count: 5 }]);
  after.close();
});
