import { beforeAll, expect, it } from 'vitest';
import { describeWithNats, type NatsServer } from '../../../test/support/nats-server.js';
import { publication, settlementOf, takeOne } from './deliveries.js';
import { settingsFor, trackServers, trackStorages } from './storage.js';

const NAMES = ['plain-name_1', 'with.dot', 'with space', '*', '>', '=YQ', 'größer ✓', 'x'.repeat(63)];

describeWithNats('channels and events on JetStream', () => {
  const servers = trackServers();
  const storages = trackStorages();
  let server: NatsServer;

  beforeAll(async () => {
    server = await servers.start();
  });

  it('may have names of any characters', async () => {
    const { queue } = await storages.openConnected(settingsFor([server.url]));
    await queue.publish(NAMES.map((id) => publication('web', NAMES, id)));
    for (const channel of NAMES) {
      const delivery = await takeOne(queue, channel);
      expect(delivery.id).toBe(`plain-name_1/${channel}`);
      await queue.settle(delivery, settlementOf(delivery, 'dead'));
      expect(await queue.find(delivery.id)).toMatchObject({ delivery: { state: 'dead', channel } });
      expect(await queue.replay(delivery.id)).toBe(true);
      expect((await takeOne(queue, channel)).event.id).toBe('with.dot');
    }
    const expected = { pending: NAMES.length, dead: 0, oldestPendingAt: expect.any(Number) };
    expect(await queue.depths()).toEqual(new Map(NAMES.map((channel) => [channel, expected])));
    const listed = await queue.listIds({}, { limit: 100 });
    expect(listed.ids).toEqual(NAMES.flatMap((id) => NAMES.map((channel) => `${id}/${channel}`)));
  });

  it('may have ids as long as an event may have', async () => {
    const { queue } = await storages.openConnected(settingsFor([server.url]));
    const ids = ['✓'.repeat(253), 'x'.repeat(5_000), 'x'.repeat(5_001)];
    for (const id of ids) expect(await queue.publish([publication('web', ['chat'], id)])).toEqual(['stored']);
    for (const id of ids) {
      expect(await queue.publish([publication('web', ['chat'], id)])).toEqual(['duplicate']);
      expect(await queue.find(`${id}/chat`)).toMatchObject({ delivery: { event: { id } } });
    }
  });
});
