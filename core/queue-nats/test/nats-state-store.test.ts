import type { StateStore } from '@headwind/bus/state-store';
import type { NatsSettings } from '@headwind/queue-nats';
import { beforeAll, expect, it } from 'vitest';
import { describeWithNats, type NatsServer } from '../../../test/support/nats-server.js';
import { settingsFor, trackServers, trackStorages } from './storage.js';

describeWithNats('the state of plugins on JetStream', () => {
  const servers = trackServers();
  const storages = trackStorages();
  let server: NatsServer;

  beforeAll(async () => {
    server = await servers.start();
  });

  async function open(settings: NatsSettings): Promise<StateStore> {
    return (await storages.openConnected(settings)).state;
  }

  it('gives what was set last, also to another host', async () => {
    const settings = settingsFor([server.url]);
    const [one, other] = [await open(settings), await open(settings)];
    expect(await one.get('kubernetes', 'seen')).toBeUndefined();
    await one.set('kubernetes', 'seen', { version: 7, names: ['a', 'ö'] });
    await one.set('kubernetes', 'seen', { version: 8, names: [] });
    expect(await other.get('kubernetes', 'seen')).toEqual({ version: 8, names: [] });
  });

  it('keeps instances and keys of any characters apart', async () => {
    const state = await open(settingsFor([server.url]));
    const names = ['a', 'a.b', 'a b', '*', '>', '', 'ö', '=YQ', 'x'.repeat(3_000), 'x'.repeat(3_001)];
    const pairs = names.flatMap((instance) => names.map((key) => [instance, key] as const));
    await Promise.all(pairs.map(([instance, key]) => state.set(instance, key, [instance, key])));
    for (const [instance, key] of pairs) expect(await state.get(instance, key)).toEqual([instance, key]);
  });

  it('forgets what is deleted, or set to what JSON has no form for', async () => {
    const state = await open(settingsFor([server.url]));
    for (const key of ['deleted', 'undefined', 'kept']) await state.set('slack', key, 1);
    await state.delete('slack', 'deleted');
    await state.set('slack', 'undefined', undefined);
    await state.delete('slack', 'never there');
    expect(await Promise.all(['deleted', 'undefined', 'kept'].map((key) => state.get('slack', key)))).toEqual([
      undefined,
      undefined,
      1,
    ]);
  });

  it('rejects when the queue is closed', async () => {
    const { state, queue } = await storages.openConnected(settingsFor([server.url]));
    await queue.close();
    await expect(state.get('slack', 'key')).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    await expect(state.set('slack', 'key', 1)).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  });
});
