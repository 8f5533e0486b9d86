import { Bus } from '@headwind/bus';
import { CodedError } from '@headwind/bus/coded-error';
import { QUEUE_UNAVAILABLE } from '@headwind/bus/errors';
import { MemoryQueue } from '@headwind/bus/memory-queue';
import { MemoryStateStore } from '@headwind/bus/memory-state-store';
import type { ObservedRecord } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { recordedLog } from '../plugins/recorded-log.js';
import { pausedChannels } from './paused-channels-of.js';

const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function newBus(): Bus {
  return new Bus({ queue: new MemoryQueue(), log: QUIET });
}

/** The names that a host would find paused if it started now. */
async function stored(state: MemoryStateStore): Promise<readonly string[]> {
  const bus = newBus();
  await pausedChannels(bus, state).restore();
  return bus.pausedChannels;
}

it('a channel that was paused is so after a restart, and one that was resumed is not', async () => {
  const state = new MemoryStateStore();
  const before = pausedChannels(newBus(), state);
  await before.pause('chat');
  await before.pause('pager');
  await before.resume('chat');

  const bus = newBus();
  const after = pausedChannels(bus, state);
  expect(after.has('pager')).toBe(false);
  await after.restore();
  expect([after.has('pager'), after.has('chat')]).toEqual([true, false]);
  expect(bus.pausedChannels).toEqual(['pager']);
});

it('of many changes at once the last one is what is stored', async () => {
  const state = new MemoryStateStore();
  const paused = pausedChannels(newBus(), state);
  const changes = Array.from({ length: 20 }, (_, index) =>
    index % 2 === 0 ? paused.pause('chat') : paused.resume('chat'),
  );
  await Promise.all([...changes, paused.pause('pager')]);
  expect(await stored(state)).toEqual(['pager']);
});

it('the list that an earlier version kept pauses what it names, until that is resumed', async () => {
  const state = new MemoryStateStore();
  await state.set('@host', 'paused-channels', ['chat', 'pager']);
  expect(await stored(state)).toEqual(['chat', 'pager']);
  await pausedChannels(newBus(), state).resume('chat');
  expect(await stored(state)).toEqual(['pager']);
});

it.each([undefined, null, 7, 'chat', { chat: true }])('a state of %j pauses nothing', async (value) => {
  const state = new MemoryStateStore();
  await state.set('@host', 'paused-channels', value);
  expect(await stored(state)).toEqual([]);
});

it('a change that could not be stored is reported, and stored with the next one', async () => {
  const state = new MemoryStateStore();
  const set = state.set.bind(state);
  state.set = () => Promise.reject(new CodedError(QUEUE_UNAVAILABLE, 'The disk is full.'));
  const paused = pausedChannels(newBus(), state);
  await expect(paused.pause('chat')).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  state.set = set;
  await paused.pause('pager');
  expect(await stored(state)).toEqual(['chat', 'pager']);
});

it('while the server of the queue is away nothing is changed', async () => {
  const bus = newBus();
  const paused = pausedChannels(bus, new MemoryStateStore(), { trouble: () => 'The server is away.' });
  await expect(paused.pause('chat')).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  await expect(paused.resume('chat')).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  expect(bus.pausedChannels).toEqual([]);
});

describe('a channel that is paused at one host', () => {
  function host(state: MemoryStateStore, now?: () => number) {
    const bus = newBus();
    for (const channel of ['chat', 'pager']) bus.addChannel(channel, 'webhook', () => true);
    const log = recordedLog();
    const paused = pausedChannels(bus, state, { channels: () => ['chat', 'pager'], log, ...(now && { now }) });
    const told: ObservedRecord[] = [];
    bus.addObserver(
      'watch',
      () => true,
      (record) => told.push(record),
    );
    return { bus, paused, told, lines: log.lines };
  }

  it('is so at another, which tells its observers and its log, until it is resumed anywhere', async () => {
    const state = new MemoryStateStore();
    const [one, other] = [host(state), host(state)];
    await one.paused.pause('chat');
    await other.paused.follow();
    await other.paused.follow();
    expect(other.bus.pausedChannels).toEqual(['chat']);
    expect(other.told).toMatchObject([{ type: 'channel', channel: 'chat', change: 'paused' }]);
    await other.paused.resume('chat');
    await one.paused.follow();
    expect(one.bus.pausedChannels).toEqual([]);
    expect(JSON.stringify(other.lines)).toContain('an operator paused a channel at another host');
    expect(JSON.stringify(one.lines)).toContain('an operator resumed a channel at another host');
  });

  it('stays so when others change other channels at the same time', async () => {
    const state = new MemoryStateStore();
    const [one, other] = [host(state), host(state)];
    await Promise.all([one.paused.pause('chat'), other.paused.pause('pager')]);
    await Promise.all([one.paused.follow(), other.paused.follow()]);
    expect([one, other].map(({ bus }) => bus.pausedChannels.toSorted())).toEqual([
      ['chat', 'pager'],
      ['chat', 'pager'],
    ]);
  });

  it('is resumed by a host whose clock is behind', async () => {
    const state = new MemoryStateStore();
    const [ahead, behind] = [host(state, () => 2_000), host(state, () => 1_000)];
    await ahead.paused.pause('chat');
    await behind.paused.follow();
    await behind.paused.resume('chat');
    await ahead.paused.follow();
    expect(ahead.bus.pausedChannels).toEqual([]);
  });

  it('is as the last that was stored says, where two hosts change it in the same millisecond', async () => {
    const state = new MemoryStateStore();
    const [one, other] = [host(state, () => 1_000), host(state, () => 1_000)];
    await one.paused.pause('chat');
    await other.paused.resume('chat');
    await Promise.all([one.paused.follow(), other.paused.follow()]);
    expect([one, other].map(({ bus }) => bus.pausedChannels)).toEqual([[], []]);
  });

  it('does not come back by what was read before it was resumed', async () => {
    const state = new MemoryStateStore();
    const { bus, paused } = host(state);
    await paused.pause('chat');
    await Promise.all([paused.follow(), paused.resume('chat')]);
    await paused.follow();
    expect(bus.pausedChannels).toEqual([]);
  });
});
