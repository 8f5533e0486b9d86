import { Bus } from '@headwind/bus';
import { CodedError } from '@headwind/bus/coded-error';
import { QUEUE_UNAVAILABLE } from '@headwind/bus/errors';
import { MemoryQueue } from '@headwind/bus/memory-queue';
import { MemoryStateStore } from '@headwind/bus/memory-state-store';
import { expect, it } from 'vitest';
import { PausedChannels } from '../../src/steering/paused-channels.js';

const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function newBus(): Bus {
  return new Bus({ queue: new MemoryQueue(), log: QUIET });
}

it('a channel that was paused is so after a restart, and one that was resumed is not', async () => {
  const state = new MemoryStateStore();
  const before = new PausedChannels(newBus(), state);
  await before.pause('chat');
  await before.pause('pager');
  await before.resume('chat');

  const bus = newBus();
  const after = new PausedChannels(bus, state);
  expect(after.has('pager')).toBe(false);
  await after.restore();
  expect([after.has('pager'), after.has('chat')]).toEqual([true, false]);
  expect(bus.pausedChannels).toEqual(['pager']);
});

it('of many changes at once the last one is what is stored', async () => {
  const state = new MemoryStateStore();
  const paused = new PausedChannels(newBus(), state);
  const changes = Array.from({ length: 20 }, (_, index) =>
    index % 2 === 0 ? paused.pause('chat') : paused.resume('chat'),
  );
  await Promise.all([...changes, paused.pause('pager')]);
  expect(await state.get('@host', 'paused-channels')).toEqual(['pager']);
});

it.each([undefined, null, 7, 'chat', { chat: true }])('a state of %j pauses nothing', async (value) => {
  const state = new MemoryStateStore();
  await state.set('@host', 'paused-channels', value);
  const bus = newBus();
  await new PausedChannels(bus, state).restore();
  expect(bus.pausedChannels).toEqual([]);
});

it('a change that could not be stored is reported, and the next one is stored all the same', async () => {
  const state = new MemoryStateStore();
  const set = state.set.bind(state);
  state.set = () => Promise.reject(new CodedError(QUEUE_UNAVAILABLE, 'The disk is full.'));
  const bus = newBus();
  const paused = new PausedChannels(bus, state);
  await expect(paused.pause('chat')).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  state.set = set;
  await paused.pause('pager');
  expect(await state.get('@host', 'paused-channels')).toEqual(['chat', 'pager']);
});
