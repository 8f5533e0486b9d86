import {
  type DeliveryRecord,
  delivered,
  type EventDraft,
  type ObservedRecord,
  rejected,
  retry,
} from '@headwind/plugin-api';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Deliver } from '../src/attempt.js';
import { Bus } from '../src/bus.js';
import type { LaneSettings } from '../src/lane-settings.js';
import { MemoryQueue } from '../src/memory-queue.js';
import { listAll } from '../src/queue-contract/list-all.js';
import { draft } from './drafts.js';
import { everything, FAST } from './lane-settings.js';
import { RecordingLog } from './recording-log.js';

/** Delivers, and keeps a line of it. */
function took(got: string[], line: string) {
  got.push(line);
  return delivered();
}

describe('the bus', () => {
  let queue: MemoryQueue;
  let log: RecordingLog;
  let bus: Bus;

  beforeEach(() => {
    queue = new MemoryQueue({});
    log = new RecordingLog();
    bus = new Bus({ queue, log });
  });

  afterEach(async () => {
    await bus.stop(0);
    await queue.close();
  });

  function open(channel: string, deliver: Deliver, settings: Partial<LaneSettings> = {}): void {
    bus.addChannel(channel, 'hook', everything);
    bus.openChannel(channel, deliver, { ...FAST, ...settings });
  }

  function deliveries(): DeliveryRecord[] {
    const records: DeliveryRecord[] = [];
    bus.addObserver('test', everything, (record) => record.type === 'delivery' && records.push(record));
    return records;
  }

  it('delivers an event to every channel it is for', async () => {
    const got: string[] = [];
    open('a', (event) => took(got, `a ${event.id}`));
    open('b', (event) => took(got, `b ${event.id}`));
    bus.addChannel('c', 'hook', () => false);
    bus.openChannel('c', (event) => took(got, `c ${event.id}`), FAST);
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(got.sort()).toEqual(['a 1', 'b 1']));
    expect((await queue.depth('c')).pending).toBe(0);
  });

  it('gives an event an id, a time and its source', async () => {
    const records: ObservedRecord[] = [];
    bus.addObserver('test', everything, (record) => records.push(record));
    const { id: _, ...anonymous } = draft('1');
    const [receipt] = await bus.publish([anonymous], 'pipeline');
    expect(receipt).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), duplicate: false });
    const event = { id: receipt?.id, source: 'pipeline', time: expect.stringMatching(/Z$/) };
    expect(records).toMatchObject([{ type: 'event', event }]);
  });

  it('hands out events that nobody can change', async () => {
    const frozen: boolean[] = [];
    open('a', (event) => {
      frozen.push(Object.isFrozen(event), Object.isFrozen(event.data), Object.isFrozen(event.workload));
      return delivered();
    });
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(frozen).toEqual([true, true, true]));
  });

  it('takes an event id twice for the same event, and delivers it once', async () => {
    const records = deliveries();
    open('a', () => delivered());
    const receipts = [await bus.publish([draft('1')], 'test'), await bus.publish([draft('1'), draft('2')], 'test')];
    expect(receipts.flat().map((receipt) => receipt.duplicate)).toEqual([false, true, false]);
    await vi.waitFor(() => expect(records.map((record) => record.deliveryId)).toEqual(['1/a', '2/a']));
  });

  it('stores nothing of a batch in which one event is malformed', async () => {
    bus.addChannel('a', 'hook', everything);
    const wrong = { ...draft('2'), kind: 'update_exploded' } as unknown as EventDraft;
    await expect(bus.publish([draft('1'), wrong], 'test')).rejects.toMatchObject({ code: 'EVENT_INVALID' });
    expect((await queue.depth()).pending).toBe(0);
  });

  it('keeps events for a channel that is not open yet', async () => {
    bus.addChannel('late', 'hook', everything);
    await bus.publish([draft('1')], 'test');
    const got: string[] = [];
    bus.openChannel('late', (event) => took(got, event.id), FAST);
    await vi.waitFor(() => expect(got).toEqual(['1']));
  });

  it('retries until the channel delivers, and counts the attempts', async () => {
    const records = deliveries();
    open('a', (_, { number }) => (number < 4 ? retry('HTTP 500') : delivered()));
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() =>
      expect(records.map((r) => [r.attempt, r.state])).toEqual([
        [1, 'pending'],
        [2, 'pending'],
        [3, 'pending'],
        [4, 'delivered'],
      ]),
    );
  });

  it('makes a dead letter of what is rejected, and goes on with the next', async () => {
    open('a', (event) => (event.id === '1' ? rejected('HTTP 400') : delivered()));
    await bus.publish([draft('1', 'same'), draft('2', 'same')], 'test');
    await vi.waitFor(async () => expect(await queue.depth('a')).toMatchObject({ pending: 0, dead: 1 }));
    expect(await listAll(queue, { state: 'dead' })).toMatchObject([{ id: '1/a', attempts: 1, lastError: 'HTTP 400' }]);
  });

  it('keeps the order of one workload through retries, while others overtake it', async () => {
    const got: string[] = [];
    open('a', (event, { number }) => {
      if (event.id === '1' && number < 5) return retry('HTTP 500');
      got.push(event.id);
      return delivered();
    });
    await bus.publish([draft('1', 'same'), draft('2', 'same'), draft('3', 'same'), draft('4')], 'test');
    await vi.waitFor(() => expect(got).toEqual(['4', '1', '2', '3']));
  });

  it('never has two deliveries of one workload under way on one channel, whatever happens', async () => {
    const outcomes = fc.array(fc.constantFrom('delivered', 'retry', 'throw', 'rejected'), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(outcomes, fc.integer({ min: 1, max: 5 }), async (script, workloads) => {
        const ownQueue = new MemoryQueue({});
        const ownBus = new Bus({ queue: ownQueue, log: new RecordingLog() });
        const busy = new Set<string>();
        const order = new Map<string, number[]>();
        let step = 0;
        ownBus.addChannel('a', 'hook', everything);
        ownBus.openChannel(
          'a',
          async (event) => {
            const name = event.workload.name;
            expect(busy.has(name)).toBe(false);
            busy.add(name);
            await Promise.resolve();
            busy.delete(name);
            const outcome = script[step++] ?? 'delivered';
            if (outcome === 'throw') throw new Error('thrown');
            if (outcome === 'retry') return retry('HTTP 500');
            order.set(name, [...(order.get(name) ?? []), Number(event.id)]);
            return outcome === 'rejected' ? rejected('HTTP 400') : delivered();
          },
          { ...FAST, retry: { ...FAST.retry, minMs: 0, maxMs: 0 } },
        );
        await ownBus.publish(
          Array.from({ length: 20 }, (_, i) => draft(String(i), `w${i % workloads}`)),
          'test',
        );
        await vi.waitFor(async () => expect((await ownQueue.depth()).pending).toBe(0), {
          timeout: 10_000,
          interval: 5,
        });
        for (const ids of order.values()) expect(ids).toEqual([...ids].sort((x, y) => x - y));
        expect([...order.values()].flat()).toHaveLength(20);
        await ownBus.stop(0);
        await ownQueue.close();
      }),
      { numRuns: 15 },
    );
  });

  it('never has more deliveries under way than the concurrency of the channel', async () => {
    let running = 0;
    let most = 0;
    const records = deliveries();
    open(
      'a',
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return delivered();
      },
      { concurrency: 3 },
    );
    await bus.publish(
      Array.from({ length: 30 }, (_, i) => draft(String(i))),
      'test',
    );
    await vi.waitFor(() => expect(records).toHaveLength(30));
    expect(most).toBe(3);
  });

  it('logs one line an attempt, with what a provider said of it, without secrets', async () => {
    bus = new Bus({ queue, log, redact: (text) => text.replaceAll('hunter2', '[secret]') });
    open('said', () => delivered('accepted by hunter2'));
    open('silent', () => delivered());
    const records = deliveries();
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(records).toHaveLength(2));
    const both = { event: 'update_failed', workload: 'production/1', attempt: 1, outcome: 'delivered' };
    const durationMs = expect.any(Number);
    const said = { ...both, delivery: '1/said', channel: 'said', durationMs, note: 'accepted by [secret]' };
    const silent = { ...both, delivery: '1/silent', channel: 'silent', durationMs };
    expect(
      log.lines.toSorted((one, other) => (String(one.fields.channel) < String(other.fields.channel) ? -1 : 1)),
    ).toEqual([
      { level: 'info', message: 'notification delivered', fields: said },
      { level: 'info', message: 'notification delivered', fields: silent },
    ]);
    expect(records.map(({ outcome }) => outcome)).toContainEqual(delivered('accepted by [secret]'));
  });

  it('delivers to other channels while one hangs, throws or is rate limited', async () => {
    const got: string[] = [];
    open('hangs', () => new Promise(() => undefined));
    open('throws', () => {
      throw new Error('broken');
    });
    open('limited', () => retry('HTTP 429', { afterMs: 3_600_000, rateLimited: true }));
    open('well', (event) => took(got, event.id));
    await bus.publish(
      Array.from({ length: 50 }, (_, i) => draft(String(i))),
      'test',
    );
    await vi.waitFor(() => expect(got).toHaveLength(50));
  });

  it('sends nothing more on a channel that is rate limited until the hint is over', async () => {
    const attempts: string[] = [];
    open(
      'limited',
      (event) => {
        attempts.push(event.id);
        return retry('HTTP 429', { afterMs: 3_600_000, rateLimited: true });
      },
      { concurrency: 1 },
    );
    const records = deliveries();
    await bus.publish([draft('1'), draft('2'), draft('3')], 'test');
    await vi.waitFor(() => expect(records).toHaveLength(1));
    await bus.publish([draft('4')], 'test');
    expect(attempts).toEqual(['1']);
    expect(log.lines).toContainEqual(expect.objectContaining({ message: 'channel paused for 3600 s: rate limited' }));
    expect(await listAll(queue, { channel: 'limited' })).toMatchObject([{ retries: 0 }, {}, {}, {}]);
  });

  it('begins no more attempts than the rate limit of the channel allows', async () => {
    const records = deliveries();
    open('slow', () => delivered(), { rateLimit: { perSecond: 0.001, burst: 2 } });
    open('well', () => delivered());
    await bus.publish(
      Array.from({ length: 10 }, (_, i) => draft(String(i))),
      'test',
    );
    await vi.waitFor(() => expect(records).toHaveLength(12));
    expect(records.filter((record) => record.channel === 'slow')).toHaveLength(2);
    expect((await queue.depth('slow')).pending).toBe(8);
  });

  it('disables a channel whose receiver wants no more, says so, and keeps its deliveries', async () => {
    const attempts: string[] = [];
    open('gone', (event) => {
      attempts.push(event.id);
      return rejected('HTTP 410', { disableChannel: true });
    });
    const other: string[] = [];
    open('well', (event) => took(other, event.id));
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(async () => expect(await queue.depth('gone')).toMatchObject({ pending: 0, dead: 1 }));

    await bus.publish([draft('2'), draft('3')], 'test');
    await vi.waitFor(() => expect(other).toEqual(['1', '2', '3']));
    expect(attempts).toEqual(['1']);
    expect(bus.disabledChannels).toEqual(['gone']);
    expect(await queue.depth('gone')).toMatchObject({ pending: 2, dead: 1 });
    const said = log.lines.filter((line) => line.message.startsWith('channel disabled until it is resumed'));
    expect(said).toEqual([
      expect.objectContaining({ level: 'error', fields: { channel: 'gone', reason: 'HTTP 410' } }),
    ]);
  });

  it('opens the breaker of a channel that keeps failing, and says so', async () => {
    let attempts = 0;
    open('down', () => {
      attempts += 1;
      return retry('HTTP 503');
    });
    await bus.publish(
      Array.from({ length: 40 }, (_, i) => draft(String(i))),
      'test',
    );
    await vi.waitFor(() => expect(log.lines.some((line) => line.message.startsWith('breaker opened'))).toBe(true));
    expect(attempts).toBeLessThan(10 + FAST.concurrency);
  });

  it('tells every observer, whatever another one throws', async () => {
    const kinds: string[] = [];
    bus.addObserver('throws', everything, () => {
      throw new Error('broken');
    });
    bus.addObserver('rejects', everything, () => Promise.reject(new Error('broken later')));
    bus.addObserver('well', everything, (record) => kinds.push(record.type));
    open('a', () => delivered());
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(kinds).toEqual(['event', 'delivery']));
    await vi.waitFor(() => expect(log.lines.filter((line) => line.message === 'observer failed')).toHaveLength(4));
  });

  it('tells an observer only of the events it accepts, and nothing after its subscription ended', async () => {
    const ids: string[] = [];
    const end = bus.addObserver(
      'picky',
      (event) => event.workload.name === 'x',
      (record) => ids.push('event' in record ? record.event.id : record.type),
    );
    await bus.publish([draft('1'), draft('2', 'x')], 'test');
    end();
    await bus.publish([draft('3', 'x')], 'test');
    expect(ids).toEqual(['2']);
  });

  it('lets attempts in flight finish when it stops, and begins no more', async () => {
    let finish: () => void = () => undefined;
    const begun: string[] = [];
    open(
      'a',
      async (event) => {
        begun.push(event.id);
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        return delivered();
      },
      { concurrency: 1 },
    );
    await bus.publish([draft('1'), draft('2')], 'test');
    await vi.waitFor(() => expect(begun).toEqual(['1']));
    const stopped = bus.stop(60_000);
    finish();
    await stopped;
    expect(begun).toEqual(['1']);
    expect(await queue.depth('a')).toMatchObject({ pending: 1, dead: 0 });
    await expect(bus.publish([draft('3')], 'test')).rejects.toMatchObject({ code: 'BUS_STOPPING' });
  });

  it('aborts what is still in flight when the time to stop is over, keeps the delivery, and counts no attempt', async () => {
    const signals: AbortSignal[] = [];
    open('a', (_, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(signals).toHaveLength(1));
    await bus.stop(1);
    expect(signals[0]?.aborted).toBe(true);
    expect(await listAll(queue, { channel: 'a' })).toMatchObject([{ attempts: 0, retries: 0 }]);
    expect(await queue.depth('a')).toMatchObject({ pending: 1, dead: 0 });
  });
});
