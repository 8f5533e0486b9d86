import { openSqliteStorage, type SqliteStorage } from '@headwind/queue-sqlite';
import { expect, it } from 'vitest';
import { tempFile } from './temp-folder.js';

function open(path: string): Promise<SqliteStorage> {
  return openSqliteStorage({ path, maxPending: 10, retentionMs: 1_000 });
}

it('keeps values by instance and key over a restart', async () => {
  const path = await tempFile();
  const before = await open(path);
  const value = { thread: '171.42', replies: [1, null, 'größer ✓'] };
  await before.state.set('slack', 'thread', 'first');
  await before.state.set('slack', 'thread', value);
  await before.state.set('teams', 'thread', false);
  await before.queue.close();
  const { queue, state } = await open(path);
  expect(await state.get('slack', 'thread')).toEqual(value);
  expect(await state.get('teams', 'thread')).toBe(false);
  expect(await state.get('slack', 'other')).toBeUndefined();
  await queue.close();
});

it('forgets a value that is deleted or set to undefined', async () => {
  const { queue, state } = await open(await tempFile());
  await state.set('slack', 'a', 1);
  await state.set('slack', 'b', 2);
  await state.delete('slack', 'a');
  await state.set('slack', 'b', undefined);
  await state.delete('slack', 'never set');
  expect([await state.get('slack', 'a'), await state.get('slack', 'b')]).toEqual([undefined, undefined]);
  await queue.close();
});

it('rejects with QUEUE_UNAVAILABLE when the queue is closed', async () => {
  const { queue, state } = await open(await tempFile());
  await queue.close();
  await expect(state.get('slack', 'a')).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  await expect(state.set('slack', 'a', 1)).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
});
