import { delivered, rejected, retry } from '@headwind/plugin-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Bus } from '../src/bus.js';
import { MemoryQueue } from '../src/memory-queue.js';
import { listAll } from '../src/queue-contract/list-all.js';
import { draft, drafts } from './drafts.js';
import { Gate } from './gate.js';
import { everything, FAST, ONE_ATTEMPT } from './lane-settings.js';
import { RecordingLog } from './recording-log.js';

let queue: MemoryQueue;
let bus: Bus;
let gate: Gate;

beforeEach(() => {
  queue = new MemoryQueue();
  bus = new Bus({ queue, log: new RecordingLog() });
  gate = new Gate();
  bus.addChannel('a', 'hook', everything);
});

afterEach(async () => {
  await bus.stop(0);
  await queue.close();
});

function depth() {
  return queue.depth('a');
}

/** A lane under way with one attempt, and with what else is leased held back. */
async function openHolding(count: number): Promise<void> {
  bus.openChannel('a', gate.deliver, ONE_ATTEMPT);
  await bus.publish(drafts(count), 'test');
  await vi.waitFor(async () => expect(await listAll(queue, { state: 'leased' })).toHaveLength(count));
  expect(gate.begun).toHaveLength(1);
}

describe('a channel that is closed', () => {
  it('has its attempt under way ended and stored, and begins no other', async () => {
    bus.openChannel('a', gate.deliver, { ...FAST, concurrency: 1 });
    await bus.publish(drafts(2), 'test');
    await vi.waitFor(() => expect(gate.begun).toEqual(['0/a']));
    let isClosed = false;
    const closing = bus.closeChannel('a').then(() => {
      isClosed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(false);
    expect(gate.signals[0]?.aborted).toBe(false);
    gate.open();
    await closing;
    expect(await queue.find('0/a')).toMatchObject({ delivery: { state: 'delivered', attempts: 1 } });
    expect(await depth()).toMatchObject({ pending: 1, dead: 0 });
    expect(gate.begun).toEqual(['0/a']);
  });

  it('gives back what it has leased and not begun', async () => {
    await openHolding(4);
    const closing = bus.closeChannel('a');
    gate.open();
    await closing;
    expect(await listAll(queue, { state: 'leased' })).toEqual([]);
    expect(await listAll(queue, { state: 'pending' })).toMatchObject([
      { attempts: 0 },
      { attempts: 0 },
      { attempts: 0 },
    ]);
  });

  it('is closed at once where nothing is under way, or where it was not open', async () => {
    bus.openChannel('a', gate.deliver, FAST);
    await bus.closeChannel('a');
    await bus.closeChannel('a');
    await bus.closeChannel('nobody');
    expect(bus.laneStatus('a')).toBeUndefined();
  });

  it('keeps what is published meanwhile, and delivers it when it is opened again', async () => {
    bus.openChannel('a', () => rejected('the old one'), FAST);
    await bus.closeChannel('a');
    await bus.publish([draft('1')], 'test');
    bus.openChannel('a', () => delivered(), FAST);
    await vi.waitFor(async () => expect(await queue.find('1/a')).toMatchObject({ delivery: { state: 'delivered' } }));
  });

  it('cannot be opened again before it is closed', async () => {
    bus.openChannel('a', gate.deliver, FAST);
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(gate.begun).toHaveLength(1));
    const closing = bus.closeChannel('a');
    expect(() => bus.openChannel('a', gate.deliver, FAST)).toThrow('the channel a is open already');
    gate.open();
    await closing;
    bus.openChannel('a', gate.deliver, FAST);
    expect(bus.laneStatus('a')).toMatchObject({ state: 'running' });
  });

  it('stays open when it is opened before an earlier close of it has come to its end', async () => {
    const openedBetween: number[] = [];
    for (let ticks = 0; ticks < 20; ticks += 1) {
      bus.openChannel('a', gate.deliver, FAST);
      let isOpened = false;
      const reopening = bus.closeChannel('a').then(() => {
        bus.openChannel('a', gate.deliver, FAST);
        isOpened = true;
      });
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      const isEarlier = !isOpened;
      const closing = bus.closeChannel('a');
      await Promise.all([reopening, closing]);
      if (isEarlier) openedBetween.push(ticks);
      if (isEarlier) expect(bus.laneStatus('a')).toMatchObject({ state: 'running' });
      await bus.closeChannel('a');
    }
    expect(openedBetween.length).toBeGreaterThan(2);
  });

  it('is let go of when the bus stops and cannot wait any longer, its attempt abandoned', async () => {
    bus.openChannel('a', gate.deliver, FAST);
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(gate.begun).toHaveLength(1));
    const closing = bus.closeChannel('a');
    await bus.stop(1);
    await closing;
    expect(gate.signals[0]?.aborted).toBe(true);
    expect(await queue.find('1/a')).toMatchObject({ delivery: { attempts: 0 } });
  });
});

describe('a channel that is removed', () => {
  it('gets nothing of what is published from then on, and keeps what it had', async () => {
    await bus.publish([draft('1')], 'test');
    bus.removeChannel('a');
    await bus.publish([draft('2')], 'test');
    expect(await listAll(queue)).toMatchObject([{ id: '1/a', state: 'pending' }]);
  });
});

describe('a channel that is added again', () => {
  it('gets what the new filter accepts, without being opened anew', async () => {
    const got: string[] = [];
    const deliver = (event: { id: string }) => {
      got.push(event.id);
      return delivered();
    };
    bus.openChannel('a', deliver, FAST);
    bus.addChannel('a', 'hook', (event) => event.workload.name === 'x');
    await bus.publish([draft('1'), draft('2', 'x')], 'test');
    await vi.waitFor(() => expect(got).toEqual(['2']));
  });
});

describe('a channel whose deliverer is away', () => {
  it('begins no attempt until it is back, though it counts as running, and no retry is used up', async () => {
    bus.openChannel('a', gate.deliver, FAST);
    bus.holdChannel('a', true);
    await bus.publish(drafts(3), 'test');
    await new Promise((resolve) => setImmediate(resolve));
    expect(gate.begun).toEqual([]);
    expect(bus.laneStatus('a')).toMatchObject({ state: 'running' });
    gate.open();
    bus.holdChannel('a', false);
    await vi.waitFor(async () => {
      gate.open();
      expect(await queue.find('2/a')).toMatchObject({ delivery: { state: 'delivered', attempts: 1 } });
    });
  });

  it('can be closed meanwhile, and is not held any more when it is opened again', async () => {
    bus.openChannel('a', gate.deliver, FAST);
    bus.holdChannel('a', true);
    await bus.publish([draft('1')], 'test');
    await bus.closeChannel('a');
    bus.openChannel('a', gate.deliver, FAST);
    await vi.waitFor(() => expect(gate.begun).toEqual(['1/a']));
  });

  it('need not be open', () => {
    expect(() => bus.holdChannel('nowhere', true)).not.toThrow();
  });
});

describe('a channel that is paused', () => {
  it('begins no attempt, gives back what it holds, and ends what is under way', async () => {
    await openHolding(4);
    bus.pauseChannel('a');
    expect(bus.laneStatus('a')).toMatchObject({ state: 'paused' });
    await vi.waitFor(async () => expect(await listAll(queue, { state: 'leased' })).toHaveLength(1));
    gate.open();
    await vi.waitFor(async () => expect(await queue.find('0/a')).toMatchObject({ delivery: { state: 'delivered' } }));
    expect(await depth()).toMatchObject({ pending: 3 });
    expect(gate.begun).toHaveLength(1);
  });

  it('goes on with everything when it is resumed, each delivery once', async () => {
    bus.openChannel('a', gate.deliver, { ...FAST, concurrency: 2 });
    await bus.publish(drafts(6), 'test');
    await vi.waitFor(() => expect(gate.begun).toHaveLength(2));
    bus.pauseChannel('a');
    bus.resumeChannel('a');
    bus.pauseChannel('a');
    gate.open();
    await vi.waitFor(async () => expect(await depth()).toMatchObject({ pending: 4 }));
    bus.resumeChannel('a');
    await vi.waitFor(async () => {
      gate.open();
      expect(await depth()).toMatchObject({ pending: 0 });
    });
    expect(gate.begun.toSorted()).toEqual(['0/a', '1/a', '2/a', '3/a', '4/a', '5/a']);
  });

  it('stays so when it is closed and opened, and may be so before it is opened or even added', async () => {
    bus.pauseChannel('a');
    bus.pauseChannel('later');
    bus.openChannel('a', gate.deliver, FAST);
    bus.addChannel('later', 'hook', everything);
    bus.openChannel('later', gate.deliver, FAST);
    await bus.closeChannel('a');
    bus.openChannel('a', gate.deliver, FAST);
    await bus.publish([draft('1')], 'test');
    expect(['a', 'later'].map((name) => bus.laneStatus(name)?.state)).toEqual(['paused', 'paused']);
    expect(bus.pausedChannels).toEqual(['a', 'later']);
    expect(gate.begun).toEqual([]);
    bus.resumeChannel('a');
    await vi.waitFor(() => expect(gate.begun).toEqual(['1/a']));
    expect(bus.pausedChannels).toEqual(['later']);
  });

  it('does not keep the bus from stopping, and does not go on afterwards', async () => {
    bus.openChannel('a', gate.deliver, FAST);
    bus.pauseChannel('a');
    await bus.publish([draft('1')], 'test');
    await bus.stop(60_000);
    bus.resumeChannel('a');
    bus.openChannel('b', gate.deliver, FAST);
    expect(bus.laneStatus('b')).toBeUndefined();
    expect(gate.begun).toEqual([]);
  });
});

describe('a channel that is throttled', () => {
  it('begins nothing before that is over, although it is closed and opened with other settings', async () => {
    const clock = { now: 0 };
    const own = new Bus({ queue, log: new RecordingLog(), clock: () => clock.now });
    own.addChannel('b', 'hook', everything);
    own.openChannel('b', () => retry('HTTP 429', { rateLimited: true, afterMs: 1_800_000 }), FAST);
    await own.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(own.laneStatus('b')).toHaveProperty('rateLimitedUntil'));
    await own.closeChannel('b');
    own.openChannel('b', gate.deliver, { ...FAST, timeoutMs: 1_000 });
    await own.publish([draft('2')], 'test');
    await vi.waitFor(async () => expect(await listAll(queue, { state: 'leased' })).toMatchObject([{ id: '2/b' }]));
    expect(gate.begun).toEqual([]);
    await own.closeChannel('b');
    clock.now = 1_800_000;
    own.openChannel('b', gate.deliver, FAST);
    await vi.waitFor(() => expect(gate.begun).toEqual(['2/b']));
    await own.stop(0);
  });
});

describe('a channel that is disabled', () => {
  it('is not so any more when it is closed and opened', async () => {
    bus.openChannel('a', () => rejected('HTTP 410', { disableChannel: true }), FAST);
    await bus.publish([draft('0')], 'test');
    await vi.waitFor(() => expect(bus.disabledChannels).toEqual(['a']));
    await bus.closeChannel('a');
    bus.openChannel('a', () => delivered(), FAST);
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(async () => expect(await depth()).toMatchObject({ pending: 0, dead: 1 }));
  });

  it('goes on when it is resumed', async () => {
    bus.openChannel(
      'a',
      (event) => (event.id === '0' ? rejected('HTTP 410', { disableChannel: true }) : delivered()),
      FAST,
    );
    await bus.publish([draft('0')], 'test');
    await vi.waitFor(() => expect(bus.disabledChannels).toEqual(['a']));
    await bus.publish([draft('1')], 'test');
    expect(await depth()).toMatchObject({ pending: 1, dead: 1 });
    bus.resumeChannel('a');
    await vi.waitFor(async () => expect(await depth()).toMatchObject({ pending: 0, dead: 1 }));
    expect(bus.disabledChannels).toEqual([]);
  });

  it('gives back what it holds', async () => {
    bus.openChannel('a', () => rejected('HTTP 410', { disableChannel: true }), ONE_ATTEMPT);
    await bus.publish(drafts(4), 'test');
    await vi.waitFor(() => expect(bus.disabledChannels).toEqual(['a']));
    await vi.waitFor(async () => expect(await listAll(queue, { state: 'leased' })).toEqual([]));
    expect(await depth()).toMatchObject({ pending: 3, dead: 1 });
  });

  it('stays disabled when it is paused, and goes on when it is resumed', async () => {
    bus.openChannel('a', () => rejected('HTTP 410', { disableChannel: true }), FAST);
    await bus.publish([draft('0')], 'test');
    await vi.waitFor(() => expect(bus.disabledChannels).toEqual(['a']));
    bus.pauseChannel('a');
    expect(bus.laneStatus('a')).toMatchObject({ state: 'disabled' });
    bus.resumeChannel('a');
    expect(bus.laneStatus('a')).toMatchObject({ state: 'running' });
  });
});

describe('the status of a channel', () => {
  it('is there while it is open', async () => {
    expect(bus.laneStatus('a')).toBeUndefined();
    bus.openChannel('a', gate.deliver, { ...FAST, rateLimit: { perSecond: 5, burst: 10 } });
    expect(bus.laneStatus('a')).toEqual({
      state: 'running',
      breaker: 'closed',
      rateLimit: { perSecond: 5, burst: 10 },
    });
    const closing = bus.closeChannel('a');
    expect(bus.laneStatus('a')).toBeUndefined();
    await closing;
  });

  it('has the latest success and error, also after it was closed and opened', async () => {
    const own = new Bus({ queue, log: new RecordingLog(), now: () => 1_000 });
    own.addChannel('a', 'hook', everything);
    own.openChannel('a', (_, { number }) => (number === 1 ? retry('no route', { reason: 'network' }) : delivered()), {
      ...FAST,
      retry: { ...FAST.retry, minMs: 0, maxMs: 0 },
    });
    await own.publish([draft('1')], 'test');
    const latest = { lastSuccessAt: 1_000, lastError: { at: 1_000, reason: 'network', message: 'no route' } };
    await vi.waitFor(() => expect(own.laneStatus('a')).toMatchObject(latest));
    await own.closeChannel('a');
    own.addChannel('a', 'hook', everything);
    own.openChannel('a', () => delivered(), FAST);
    expect(own.laneStatus('a')).toMatchObject(latest);
    await own.stop(0);
  });

  it('says until when the provider throttles', async () => {
    const own = new Bus({ queue, log: new RecordingLog(), now: () => 1_000, clock: () => 5 });
    own.addChannel('a', 'hook', everything);
    own.openChannel('a', () => retry('HTTP 429', { rateLimited: true, afterMs: 60_000 }), FAST);
    await own.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(own.laneStatus('a')).toMatchObject({ rateLimitedUntil: 61_000, state: 'running' }));
    expect(own.laneStatus('a')).toMatchObject({ lastError: { reason: 'rate_limited' } });
    await own.stop(0);
  });

  it('says so also after it was closed and opened, and nothing of it after it was removed', async () => {
    const own = new Bus({ queue, log: new RecordingLog(), now: () => 1_000, clock: () => 5 });
    own.addChannel('a', 'hook', everything);
    own.openChannel('a', () => retry('HTTP 429', { rateLimited: true, afterMs: 60_000 }), FAST);
    await own.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(own.laneStatus('a')).toMatchObject({ rateLimitedUntil: 61_000 }));
    await own.closeChannel('a');
    own.addChannel('a', 'hook', everything);
    own.openChannel('a', gate.deliver, { ...FAST, timeoutMs: 1_000 });
    expect(own.laneStatus('a')).toMatchObject({ rateLimitedUntil: 61_000, state: 'running', breaker: 'closed' });
    await own.closeChannel('a');
    own.removeChannel('a');
    own.addChannel('a', 'hook', everything);
    own.openChannel('a', gate.deliver, FAST);
    expect(own.laneStatus('a')?.rateLimitedUntil).toBeUndefined();
    await own.stop(0);
  });

  it('says that the breaker is open', async () => {
    bus.openChannel('a', () => retry('HTTP 503'), FAST);
    await bus.publish(drafts(40), 'test');
    await vi.waitFor(() => expect(bus.laneStatus('a')).toMatchObject({ breaker: 'open' }));
  });
});
