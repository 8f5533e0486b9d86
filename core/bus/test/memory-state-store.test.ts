import { expect, it } from 'vitest';
import { MemoryStateStore } from '../src/memory-state-store.js';

it('keeps values by instance and key, as JSON', async () => {
  const store = new MemoryStateStore();
  const value = { thread: '171.42', replies: [1, null] };
  await store.set('slack', 'thread', value);
  value.replies.push(2);
  expect(await store.get('slack', 'thread')).toEqual({ thread: '171.42', replies: [1, null] });
  expect(await store.get('teams', 'thread')).toBeUndefined();
});

it('forgets a value that is deleted or set to undefined', async () => {
  const store = new MemoryStateStore();
  await store.set('slack', 'a', 1);
  await store.set('slack', 'b', 2);
  await store.delete('slack', 'a');
  await store.set('slack', 'b', undefined);
  expect([await store.get('slack', 'a'), await store.get('slack', 'b')]).toEqual([undefined, undefined]);
});
