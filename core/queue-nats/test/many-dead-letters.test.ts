import type { DeliveryQueue } from '@headwind/bus/queue';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { describeWithNats, type NatsServer } from '../../../test/support/nats-server.js';
import { deliver, publication, settlementOf, take } from './deliveries.js';
import { settingsFor, trackServers, trackStorages } from './storage.js';

const LETTERS = 1_000;
const PAGE = 100;

describeWithNats('many dead letters', () => {
  const servers = trackServers();
  const storages = trackStorages();
  let server: NatsServer;

  beforeAll(async () => {
    server = await servers.start();
  });

  async function connected(): Promise<NatsConnection> {
    const nc = await connect({ servers: server.url });
    onTestFinished(() => nc.close());
    return nc;
  }

  /** What the server is asked for, by the first tokens of the subjects. */
  async function asked(): Promise<(prefix: string) => Promise<number>> {
    const nc = await connected();
    const subjects: string[] = [];
    nc.subscribe('$JS.API.>', { callback: (_, { subject }) => void subjects.push(subject) });
    await nc.flush();
    return async (prefix) => {
      await nc.flush();
      return subjects.splice(0).filter((subject) => subject.startsWith(`$JS.API.${prefix}`)).length;
    };
  }

  it('are listed page by page with two questions each, and their places are asked for once in a while', async () => {
    const settings = settingsFor([server.url]);
    const { queue } = await storages.openConnected(settings);
    const ids = await bury(queue, LETTERS);
    const askedSince = await asked();
    expect(await listed(queue)).toEqual(ids);
    expect(await askedSince('DIRECT.GET')).toBeLessThanOrEqual(2 * LETTERS);
    expect(await listed(queue)).toEqual(ids);
    // Of each list the first page asks; under load a later one may be too late for the same places.
    expect(await askedSince(`STREAM.INFO.${settings.name}_dead`)).toBeLessThan(LETTERS / PAGE);
  });

  it('are replayed with a few questions each, and each is delivered once', async () => {
    const { queue } = await storages.openConnected(settingsFor([server.url]));
    const ids = await bury(queue, LETTERS);
    const askedSince = await asked();
    let after: string | undefined;
    do {
      const page = await queue.listIds({ state: 'dead' }, { limit: PAGE, ...(after !== undefined && { after }) });
      expect(await Promise.all(page.ids.map((id) => queue.replay(id)))).toEqual(page.ids.map(() => true));
      after = page.next;
    } while (after !== undefined);
    expect(await askedSince('')).toBeLessThanOrEqual(10 * LETTERS);
    const taken = await take(queue, LETTERS);
    expect(taken.map(({ id }) => id).sort()).toEqual(ids.sort());
    await Promise.all(taken.map((each) => deliver(queue, each)));
    expect(await queue.depth()).toEqual({ pending: 0, dead: 0 });
  });

  it('are behind the cursor when they die again, or die late, and are on the first page of the next list', async () => {
    const { queue } = await storages.openConnected(settingsFor([server.url]));
    const ids = await bury(queue, 4);
    const { ids: first, next = '' } = await queue.listIds({ state: 'dead' }, { limit: 2 });
    expect(first).toEqual(ids.slice(0, 2));
    for (const id of first) expect(await queue.replay(id)).toBe(true);
    for (const each of await take(queue, 2)) await queue.settle(each, settlementOf(each, 'dead'));
    expect(await queue.listIds({ state: 'dead' }, { after: next })).toEqual({ ids: ids.slice(2) });
    expect(await listed(queue)).toEqual(ids);
  });

  it.each(['discarded', 'replayed'] as const)('are not listed when a host was killed that had %s them', async (how) => {
    const settings = settingsFor([server.url]);
    const { queue } = await storages.openConnected(settings);
    const [gone = '', stays = ''] = await bury(queue, 2);
    const details = await queue.find(gone);
    const { event, publishedAt } = details?.delivery ?? {};
    const nc = await connected();
    // The first event of the stream, in the first of its channels: what a host writes before it removes the dead letter.
    const record = { state: 'discarded', attempts: 1, retries: 0, event, publishedAt };
    const { name } = settings;
    const subject = how === 'discarded' ? `${name}.delivered.chat.1` : `${name}.replays.chat.1-0.${event?.id}`;
    await nc.request(subject, JSON.stringify(record));
    expect(await queue.listIds({ state: 'dead' })).toEqual({ ids: [stays] });
  });
});

/** @returns the ids of deliveries that are dead, oldest first */
async function bury(queue: DeliveryQueue, count: number): Promise<string[]> {
  const published = Array.from({ length: count }, (_, index) => publication(`web-${index}`));
  await queue.publish(published);
  await Promise.all((await take(queue, count)).map((each) => queue.settle(each, settlementOf(each, 'dead'))));
  return published.map(({ event }) => `${event.id}/chat`);
}

async function listed(queue: DeliveryQueue): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await queue.listIds({ state: 'dead' }, { limit: PAGE, ...(after !== undefined && { after }) });
    ids.push(...page.ids);
    after = page.next;
  } while (after !== undefined);
  return ids;
}
