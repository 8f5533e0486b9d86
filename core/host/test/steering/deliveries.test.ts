import { Bus } from '@headwind/bus';
import { MemoryQueue } from '@headwind/bus/memory-queue';
import { delivered, type EventDraft, type Outcome, rejected } from '@headwind/plugin-api';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Deliveries } from '../../src/steering/deliveries.js';
import { recordedLog } from '../plugins/recorded-log.js';

const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const LANE = { concurrency: 16, timeoutMs: 1_000, retry: { forMs: 3_600_000, minMs: 3_600_000, maxMs: 3_600_000 } };

function draft(index: number): EventDraft {
  return {
    id: `e${index}`,
    kind: 'update_failed',
    workload: { namespace: 'production', name: `app-${index}` },
    data: { currentImage: 'nginx:1', newImage: 'nginx:2' },
  };
}

/** A bus with so many dead letters of the channel `chat`. */
async function withDeadLetters(count: number) {
  const queue = new MemoryQueue();
  const bus = new Bus({ queue, log: QUIET });
  const attempts = new Map<string, number>();
  const receiver: { outcome: Outcome } = { outcome: rejected('HTTP 400') };
  bus.addChannel('chat', 'slack', () => true);
  bus.openChannel(
    'chat',
    (event) => {
      attempts.set(event.id, (attempts.get(event.id) ?? 0) + 1);
      return receiver.outcome;
    },
    LANE,
  );
  onTestFinished(async () => {
    await bus.stop(0);
    await queue.close();
  });
  for (let from = 0; from < count; from += 1_000) {
    const drafts = Array.from({ length: Math.min(1_000, count - from) }, (_, index) => draft(from + index));
    await bus.publish(drafts, 'api');
  }
  await vi.waitFor(async () => expect((await queue.depth()).dead).toBe(count), { timeout: 20_000 });
  const log = recordedLog();
  const configured = new Set(['chat']);
  const isConfigured = (channel: string) => configured.has(channel);
  const deliveries = new Deliveries({ queue, bus, isConfigured, log });
  return { bus, queue, receiver, attempts, configured, log, deliveries };
}

it('ten thousand dead letters are replayed page by page, and each arrives once', async () => {
  const { queue, receiver, attempts, deliveries } = await withDeadLetters(10_000);
  receiver.outcome = delivered();
  let replayed = 0;
  let after: string | undefined;
  do {
    const page = { limit: 1_500, ...(after !== undefined && { after }) };
    const { count, next } = await deliveries.replayDeadLetters({ channel: 'chat' }, page);
    expect(count).toBeLessThanOrEqual(1_500);
    replayed += count;
    after = next;
  } while (after !== undefined);
  expect(replayed).toBe(10_000);
  await vi.waitFor(async () => expect(await queue.depth()).toMatchObject({ pending: 0, dead: 0 }), { timeout: 20_000 });
  expect([...attempts.values()].filter((count) => count !== 2)).toEqual([]);
});

it('a dead letter that dies again while others are replayed is not met a second time', async () => {
  const { queue, attempts, deliveries } = await withDeadLetters(350);
  expect(await deliveries.replayDeadLetters({}, { limit: 10_000 })).toEqual({ count: 350 });
  await vi.waitFor(async () => expect((await queue.depth()).dead).toBe(350));
  expect([...attempts.values()].filter((count) => count !== 2)).toEqual([]);
});

it('the same filter counts, and discards, what it matches', async () => {
  const { queue, deliveries } = await withDeadLetters(250);
  const filter = { workload: 'production/app-7' };
  expect(await deliveries.countDeadLetters(filter, { limit: 100 })).toEqual({ count: 1 });
  expect(await deliveries.discardDeadLetters(filter, { limit: 100 })).toEqual({ count: 1 });
  expect(await deliveries.countDeadLetters({}, { limit: 1_000 })).toEqual({ count: 249 });
  expect((await queue.depth()).dead).toBe(249);
});

it('no further chunk is begun once nobody waits for the answer, and the count says how far it came', async () => {
  const { bus, deliveries } = await withDeadLetters(300);
  const waiting = new AbortController();
  let told = 0;
  bus.addObserver(
    'test',
    () => true,
    () => {
      told += 1;
      waiting.abort();
    },
  );
  const { count, next } = await deliveries.discardDeadLetters({}, { limit: 1_000, signal: waiting.signal });
  expect(count).toBe(100);
  expect(told).toBe(100);
  const rest = await deliveries.discardDeadLetters({}, { limit: 1_000, ...(next !== undefined && { after: next }) });
  expect(rest).toEqual({ count: 200 });
});

it('others have their turn between two chunks', async () => {
  const { queue, deliveries } = await withDeadLetters(1_000);
  let turns = 0;
  const discarding = deliveries.discardDeadLetters({}, { limit: 1_000 }).then(() => 'done');
  while ((await Promise.race([discarding, queue.depth()])) !== 'done') turns += 1;
  expect(turns).toBeGreaterThan(5);
});

it('a cursor that no page gave is refused', async () => {
  const { deliveries } = await withDeadLetters(1);
  await expect(deliveries.replayDeadLetters({}, { limit: 1, after: 'nonsense' })).rejects.toMatchObject({
    code: 'CURSOR_INVALID',
  });
});

it('dead letters of a channel that the configuration does not have are left alone by replays, and can be discarded', async () => {
  const { configured, deliveries, queue } = await withDeadLetters(3);
  configured.delete('chat');
  expect(await deliveries.countReplayable({}, { limit: 10 })).toEqual({ count: 0 });
  expect(await deliveries.replayDeadLetters({}, { limit: 10 })).toEqual({ count: 0 });
  await expect(deliveries.replay('e0/chat')).rejects.toMatchObject({ code: 'CHANNEL_NOT_FOUND' });
  expect(await queue.depth('chat')).toEqual({ pending: 0, dead: 3 });
  expect(await deliveries.discardDeadLetters({}, { limit: 10 })).toEqual({ count: 3 });
});

it('what operators do is logged', async () => {
  const { deliveries, log, receiver } = await withDeadLetters(4);
  receiver.outcome = delivered();
  await deliveries.replay('e0/chat');
  await deliveries.discard('e1/chat');
  await deliveries.discard('nobody/chat');
  await deliveries.replayDeadLetters({ eventId: 'e2' }, { limit: 10 });
  await deliveries.discardDeadLetters({ channel: 'chat' }, { limit: 10 });
  expect(log.lines).toEqual([
    { level: 'info', message: 'an operator replayed a dead letter', fields: { delivery: 'e0/chat' } },
    { level: 'info', message: 'an operator discarded a dead letter', fields: { delivery: 'e1/chat' } },
    { level: 'info', message: 'an operator replayed dead letters', fields: { eventId: 'e2', count: 1 } },
    { level: 'info', message: 'an operator discarded dead letters', fields: { channel: 'chat', count: 1 } },
  ]);
});
