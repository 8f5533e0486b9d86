import { AsyncLocalStorage } from 'node:async_hooks';
import { delivered, type EventDraft, type HeadwindEvent, type Outcome, retry } from '@headwind/plugin-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Bus } from '../src/bus.js';
import { MemoryQueue } from '../src/memory-queue.js';
import type { TracedAttempt, Tracing } from '../src/tracing.js';
import { draft } from './drafts.js';
import { everything, FAST } from './lane-settings.js';
import { RecordingLog } from './recording-log.js';

const TRACE = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'vendor=1' };

/** Puts every event into one trace, and keeps what each attempt came to. */
class OneTrace implements Tracing {
  readonly spans: { readonly attempt: TracedAttempt; readonly outcome: Outcome }[] = [];
  readonly #current = new AsyncLocalStorage<string>();

  /** The delivery in whose span this is asked. */
  get current(): string | undefined {
    return this.#current.getStore();
  }

  publish<Result>(
    drafts: readonly EventDraft[],
    _source: string,
    run: (drafts: readonly EventDraft[]) => Promise<Result>,
  ): Promise<Result> {
    return run(drafts.map((each) => ({ ...each, trace: TRACE })));
  }

  async attempt(attempt: TracedAttempt, run: () => Promise<Outcome>): Promise<Outcome> {
    const outcome = await this.#current.run(attempt.deliveryId, run);
    this.spans.push({ attempt, outcome });
    return outcome;
  }
}

let queue: MemoryQueue;
let tracing: OneTrace;
let bus: Bus;

beforeEach(() => {
  queue = new MemoryQueue();
  tracing = new OneTrace();
  bus = new Bus({ queue, log: new RecordingLog(), tracing, redact: (text) => text.replaceAll('hunter2', '[secret]') });
  bus.addChannel('a', 'hook', everything);
});

afterEach(async () => {
  await bus.stop(0);
  await queue.close();
});

describe('with tracing', () => {
  it('an event keeps its place in the trace, for attempts whenever they are made', async () => {
    await bus.publish([draft('1')], 'test');
    const events: HeadwindEvent[] = [];
    bus.openChannel(
      'a',
      (event) => {
        events.push(event);
        return delivered();
      },
      FAST,
    );
    await vi.waitFor(() => expect(events).toHaveLength(1));
    expect(events[0]?.trace).toEqual(TRACE);
    expect(Object.isFrozen(events[0]?.trace)).toBe(true);
  });

  it('each attempt is made in a span of its own, which knows what it came to', async () => {
    const within: unknown[] = [];
    bus.openChannel(
      'a',
      (_, { number }) => {
        within.push(tracing.current);
        return number === 1 ? retry('no hunter2', { reason: 'network' }) : delivered();
      },
      FAST,
    );
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(tracing.spans).toHaveLength(2));
    expect(within).toEqual(['1/a', '1/a']);
    const attempt = { deliveryId: '1/a', channel: 'a', plugin: 'hook', event: { id: '1' } };
    expect(tracing.spans).toMatchObject([
      { attempt: { ...attempt, number: 1 }, outcome: { status: 'retry', message: 'no [secret]', reason: 'network' } },
      { attempt: { ...attempt, number: 2 }, outcome: { status: 'delivered' } },
    ]);
  });

  it('an attempt that throws, or is not done in time, has an outcome in its span', async () => {
    bus.openChannel(
      'a',
      (_, { number }) => {
        if (number === 1) throw new Error('hunter2 is undefined');
        return number === 2 ? new Promise(() => undefined) : delivered();
      },
      { ...FAST, timeoutMs: 5 },
    );
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(tracing.spans).toHaveLength(3));
    expect(tracing.spans.map(({ outcome }) => outcome)).toMatchObject([
      { reason: 'exception', message: expect.stringContaining('[secret] is undefined') },
      { reason: 'timeout' },
      { status: 'delivered' },
    ]);
  });

  it('an attempt that is abandoned has no outcome, and its delivery is pending', async () => {
    let begun = 0;
    bus.openChannel(
      'a',
      () => {
        begun += 1;
        return new Promise(() => undefined);
      },
      FAST,
    );
    await bus.publish([draft('1')], 'test');
    await vi.waitFor(() => expect(begun).toBe(1));
    await bus.stop(1);
    expect(tracing.spans).toEqual([]);
    expect(await queue.depth('a')).toMatchObject({ pending: 1 });
  });
});
