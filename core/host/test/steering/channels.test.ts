import { Bus } from '@headwind/bus';
import { MemoryQueue } from '@headwind/bus/memory-queue';
import { MemoryStateStore } from '@headwind/bus/memory-state-store';
import { delivered } from '@headwind/plugin-api';
import { expect, it, onTestFinished } from 'vitest';
import { Channels, type ConfiguredChannel } from '../../src/steering/channels.js';
import { recordedLog } from '../plugins/recorded-log.js';
import { pausedChannels } from './paused-channels-of.js';

const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const LANE = {
  concurrency: 1,
  timeoutMs: 1_000,
  rateLimit: { perSecond: 5, burst: 2 },
  retry: { forMs: 1_000, minMs: 1, maxMs: 1 },
};

function channelsOf(channels: readonly ConfiguredChannel[]) {
  const queue = new MemoryQueue();
  const bus = new Bus({ queue, log: QUIET });
  const paused = pausedChannels(bus, new MemoryStateStore());
  const asked: string[] = [];
  const health = async (instance: string) => {
    asked.push(instance);
    return { ok: false, detail: 'no connection' };
  };
  for (const { name, plugin } of channels) bus.addChannel(name, plugin, () => true);
  onTestFinished(async () => {
    await bus.stop(0);
    await queue.close();
  });
  const log = recordedLog();
  const parts = { bus, queue, instances: { channels, health }, paused, log };
  return { bus, queue, asked, log, channels: new Channels(parts) };
}

it('a channel that is open shows its pace and what its plugin says of itself', async () => {
  const { bus, channels, asked } = channelsOf([
    { name: 'chat', plugin: 'slack' },
    { name: 'pager', plugin: 'pagerduty' },
  ]);
  for (const name of ['chat', 'pager']) bus.openChannel(name, () => delivered(), LANE);
  expect(await channels.find('chat')).toEqual({
    name: 'chat',
    plugin: 'slack',
    state: 'running',
    health: { ok: false, detail: 'no connection' },
    breaker: 'closed',
    rateLimit: { perSecond: 5, burst: 2 },
    pending: 0,
    dead: 0,
  });
  // One that is slow to answer does not make others wait who are asked for alone.
  expect(asked).toEqual(['chat']);
  expect((await channels.list()).map(({ name }) => name)).toEqual(['chat', 'pager']);
});

it('a channel whose lane is closed for the moment is asked nothing, and says whether it is paused', async () => {
  const { channels, asked } = channelsOf([{ name: 'chat', plugin: 'slack' }]);
  expect(await channels.find('chat')).toMatchObject({ state: 'running', health: { ok: true } });
  expect(await channels.pause('chat')).toMatchObject({ state: 'paused' });
  expect(await channels.resume('chat')).toMatchObject({ state: 'running' });
  expect(asked).toEqual([]);
});

it('a channel that did not start says so, paused or not', async () => {
  const { channels } = channelsOf([{ name: 'chat', plugin: 'slack', code: 'PLUGIN_START_FAILED' }]);
  expect(await channels.pause('chat')).toMatchObject({
    state: 'failed',
    code: 'PLUGIN_START_FAILED',
    health: { ok: false },
  });
});

it('a channel that there is not can neither be found nor steered', async () => {
  const { bus, channels } = channelsOf([]);
  expect([await channels.find('nobody'), await channels.pause('nobody'), await channels.resume('nobody')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(bus.pausedChannels).toEqual([]);
  expect(await channels.list()).toEqual([]);
});

it('that an operator paused or resumed a channel is logged', async () => {
  const { channels, log } = channelsOf([{ name: 'chat', plugin: 'slack' }]);
  await channels.pause('chat');
  await channels.resume('chat');
  await channels.pause('nobody');
  expect(log.lines).toEqual([
    { level: 'info', message: 'an operator paused a channel', fields: { channel: 'chat' } },
    { level: 'info', message: 'an operator resumed a channel', fields: { channel: 'chat' } },
  ]);
});
