import {
  type ChannelRecord,
  type DeadLetterRecord,
  type DeliveryRecord,
  delivered,
  networkFault,
  type ObservedRecord,
  type Outcome,
  rejected,
  retry,
} from '@headwind/plugin-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Deliver } from '../src/attempt.js';
import { Bus } from '../src/bus.js';
import type { LaneSettings } from '../src/lane-settings.js';
import { MemoryQueue } from '../src/memory-queue.js';
import { draft, drafts } from './drafts.js';
import { everything, FAST } from './lane-settings.js';
import { RecordingLog } from './recording-log.js';

let queue: MemoryQueue;
let log: RecordingLog;
let clock: { now: number };
let bus: Bus;
let records: ObservedRecord[];

beforeEach(() => {
  queue = new MemoryQueue({ now: () => 1_000 });
  log = new RecordingLog();
  clock = { now: 0 };
  bus = new Bus({ queue, log, now: () => 2_000, clock: () => clock.now, random: () => 1 });
  records = [];
  bus.addObserver('test', everything, (record) => records.push(record));
});

afterEach(async () => {
  await bus.stop(0);
  await queue.close();
});

function open(deliver: Deliver, settings: Partial<LaneSettings> = {}): void {
  bus.addChannel('oncall', 'pagerduty', everything);
  bus.openChannel('oncall', deliver, { ...FAST, ...settings });
}

function deliveryRecords(): DeliveryRecord[] {
  return records.filter((record) => record.type === 'delivery');
}

function channelRecords(): ChannelRecord[] {
  return records.filter((record) => record.type === 'channel');
}

async function recordOf(outcome: Outcome): Promise<DeliveryRecord | undefined> {
  open(() => outcome);
  await bus.publish([draft('1')], 'test');
  await vi.waitFor(() => expect(deliveryRecords()).toHaveLength(1));
  return deliveryRecords()[0];
}

describe('the record of an attempt', () => {
  it('says all there is of a delivery that was delivered', async () => {
    const record = await recordOf(delivered('accepted'));
    expect(record).toEqual({
      type: 'delivery',
      deliveryId: '1/oncall',
      channel: 'oncall',
      plugin: 'pagerduty',
      event: expect.objectContaining({ id: '1' }),
      publishedAt: 1_000,
      attempt: 1,
      outcome: delivered('accepted'),
      state: 'delivered',
      durationMs: 0,
    });
    expect(record).not.toHaveProperty('reason');
  });

  it('says why an attempt failed, and when the next is made', async () => {
    expect(await recordOf(retry('HTTP 503', { afterMs: 60_000, reason: 'server_error' }))).toMatchObject({
      state: 'pending',
      reason: 'server_error',
      retryAt: 62_000,
    });
  });

  it('says why a delivery is dead', async () => {
    expect(await recordOf(rejected('HTTP 401', { reason: 'credentials' }))).toMatchObject({
      state: 'dead',
      reason: 'credentials',
    });
  });

  it('has "other" for a reason that there is not', async () => {
    const made = { ...rejected('no'), reason: Object('hunter2') };
    expect(await recordOf(made)).toMatchObject({ reason: 'other', outcome: { reason: 'other' } });
  });

  it.each<[string, Deliver, string]>([
    ['throws what is marked so', () => Promise.reject(networkFault(new Error('connect ECONNREFUSED'))), 'network'],
    ['throws', () => Promise.reject(new Error('undefined is not a function')), 'exception'],
    ['gives something else', () => Object('delivered'), 'exception'],
    ['takes too long', () => new Promise(() => undefined), 'timeout'],
  ])('has a reason as well where the plugin %s', async (_, deliver, reason) => {
    open(deliver, { timeoutMs: 5 });
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(deliveryRecords()[0]).toMatchObject({ reason, state: 'pending' }));
    await bus.closeChannel('oncall');
    const stored = await queue.find('1/oncall');
    expect(stored?.attempts[0]).toMatchObject({ number: 1, reason });
  });
});

describe('the record of a channel', () => {
  it('says once that it is paused, and once that it is resumed', () => {
    open(() => delivered());
    bus.pauseChannel('oncall');
    bus.pauseChannel('oncall');
    bus.resumeChannel('oncall');
    bus.resumeChannel('oncall');
    expect(channelRecords()).toEqual([
      { type: 'channel', channel: 'oncall', plugin: 'pagerduty', change: 'paused' },
      { type: 'channel', channel: 'oncall', plugin: 'pagerduty', change: 'resumed' },
    ]);
  });

  it('says nothing of a channel that is not there', () => {
    bus.pauseChannel('nobody');
    bus.resumeChannel('nobody');
    expect(records).toEqual([]);
  });

  it('says once that the provider throttles, however many attempts were under way', async () => {
    open(() => retry('HTTP 429', { rateLimited: true, afterMs: 60_000 }));
    await bus.publish(drafts(4), 'test');
    await vi.waitFor(() => expect(deliveryRecords()).toHaveLength(4));
    expect(channelRecords().map(({ change }) => change)).toEqual(['rate_limited']);
  });

  it('says that the receiver wants no more, and that it is resumed', async () => {
    open(() => rejected('HTTP 410', { disableChannel: true }));
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(channelRecords().map(({ change }) => change)).toEqual(['disabled']));
    bus.resumeChannel('oncall');
    expect(channelRecords().map(({ change }) => change)).toEqual(['disabled', 'resumed']);
  });

  it('says that the breaker opens, and that it closes', async () => {
    let isDown = true;
    open(() => (isDown ? retry('HTTP 503') : delivered()), { concurrency: 1 });
    await bus.publish(drafts(20), 'test');
    await vi.waitFor(() => expect(channelRecords().map(({ change }) => change)).toEqual(['breaker_opened']));
    isDown = false;
    clock.now = 60_000;
    // Resuming makes the lane look at the clock again.
    bus.pauseChannel('oncall');
    bus.resumeChannel('oncall');
    await vi.waitFor(() => expect(channelRecords().map(({ change }) => change)).toContain('breaker_closed'));
    expect(log.lines).toContainEqual({
      level: 'info',
      message: 'breaker closed: the receiver answers again',
      fields: { channel: 'oncall' },
    });
  });
});

describe('the record of a dead letter', () => {
  function deadLetterRecords(): DeadLetterRecord[] {
    return records.filter((record) => record.type === 'dead_letter');
  }

  async function die(): Promise<void> {
    open(() => rejected('HTTP 400'));
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(async () => expect(await queue.depth('oncall')).toMatchObject({ dead: 1 }));
    await bus.closeChannel('oncall');
  }

  it('says that it was replayed; then it is pending', async () => {
    await die();
    expect(await bus.replay('1/oncall')).toBe(true);
    const deadLetter = { type: 'dead_letter', deliveryId: '1/oncall', channel: 'oncall', plugin: 'pagerduty' };
    expect(deadLetterRecords()).toEqual([{ ...deadLetter, change: 'replayed' }]);
    expect(await queue.depth('oncall')).toMatchObject({ pending: 1, dead: 0 });
  });

  it('says that it was discarded; then it is gone', async () => {
    await die();
    expect(await bus.discard('1/oncall')).toBe(true);
    expect(deadLetterRecords()).toMatchObject([{ deliveryId: '1/oncall', change: 'discarded' }]);
    expect(await queue.find('1/oncall')).toBeUndefined();
  });

  it('names no plugin where there is no such channel any more', async () => {
    await die();
    bus.removeChannel('oncall');
    await bus.replay('1/oncall');
    expect(deadLetterRecords()).toMatchObject([{ channel: 'oncall', plugin: '' }]);
  });

  it('is not there where there was no dead letter', async () => {
    expect(await bus.replay('1/oncall')).toBe(false);
    expect(await bus.discard('1/oncall')).toBe(false);
    expect(records).toEqual([]);
  });
});

describe('an observer of some events', () => {
  it('is told of channels and dead letters all the same', async () => {
    const seen: string[] = [];
    bus.addObserver(
      'picky',
      () => false,
      (record) => seen.push(record.type),
    );
    open(() => rejected('HTTP 400'));
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(deliveryRecords()).toHaveLength(1));
    await bus.replay('1/oncall');
    bus.pauseChannel('oncall');
    expect(seen).toEqual(['dead_letter', 'channel']);
  });
});

describe('the record of an attempt', () => {
  it('lasts no time where the clock was set back meanwhile', async () => {
    const times = { now: 2_000 };
    bus = new Bus({ queue, log, now: () => times.now });
    bus.addObserver('test', everything, (record) => records.push(record));
    open(() => {
      times.now = 500;
      return delivered();
    });
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(deliveryRecords()).toMatchObject([{ durationMs: 0 }]));
  });
});

describe('the log of an attempt', () => {
  const about = {
    delivery: '1/oncall',
    channel: 'oncall',
    event: 'update_failed',
    workload: 'production/1',
    attempt: 1,
    durationMs: 0,
  };

  it.each<[Outcome, string, string, object]>([
    [delivered(), 'info', 'notification delivered', { outcome: 'delivered' }],
    [delivered('accepted'), 'info', 'notification delivered', { outcome: 'delivered', note: 'accepted' }],
    [
      retry('HTTP 503', { afterMs: 60_000, reason: 'server_error' }),
      'warn',
      'notification failed, will be sent again',
      { outcome: 'retry', reason: 'server_error', error: 'HTTP 503', retryAt: '1970-01-01T00:01:02.000Z' },
    ],
    [
      rejected('HTTP 400'),
      'error',
      'notification is a dead letter',
      { outcome: 'rejected', reason: 'other', error: 'HTTP 400' },
    ],
  ])('is one line: %#', async (outcome, level, message, fields) => {
    await recordOf(outcome);
    expect(log.lines).toEqual([{ level, message, fields: { ...about, ...fields } }]);
  });

  it('says that the retries ran out', async () => {
    open(() => retry('HTTP 503'), { retry: { ...FAST.retry, maxRetries: 0 } });
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(log.lines).toHaveLength(1));
    expect(log.lines).toMatchObject([
      { message: 'notification is a dead letter', fields: { error: 'HTTP 503 (given up after 0 retries)' } },
    ]);
  });

  it("goes to the channel's own log, with everything else of the channel", async () => {
    const own = new RecordingLog();
    bus = new Bus({ queue, log, logOf: (channel) => (channel === 'oncall' ? own : log) });
    open(() => rejected('HTTP 410', { disableChannel: true }));
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(own.lines).toHaveLength(2));
    expect(log.lines).toEqual([]);
  });
});
