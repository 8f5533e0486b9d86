import { EVENT_KINDS, type EventKind, type HeadwindEvent } from '@headwind/plugin-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BotAndService, openBot } from './open-slack.js';
import { at, operatorEvent, threadsIn } from './updates.js';

const OUTCOMES = EVENT_KINDS.filter((kind) => !/detected|created|approved/.test(kind));
const ROLLBACKS: readonly EventKind[] = ['rollback_triggered', 'rollback_completed', 'rollback_failed'];

let bot: BotAndService;

beforeEach(async () => {
  bot = await openBot();
});

afterEach(() => bot.close());

/** One event of an update of nginx:1.26.0, at a minute or a time; of none but the request that is given. */
function step(kind: EventKind, when: number | string = 0, newImage = 'nginx:1.27.0', request = ''): HeadwindEvent {
  const images = { currentImage: 'nginx:1.26.0', newImage };
  const swapped = { currentImage: newImage, newImage: 'nginx:1.26.0' };
  return operatorEvent(kind, {
    time: typeof when === 'number' ? at(when) : when,
    data: { ...(ROLLBACKS.includes(kind) ? swapped : images), updateRequestName: request },
  });
}

/** How many replies each thread has once the events have been delivered. */
async function repliesAfter(...events: HeadwindEvent[]): Promise<number[]> {
  for (const event of events) expect(await bot.deliver(event)).toMatchObject({ status: 'delivered' });
  return threadsIn(bot.slack.workspace).map(({ replies }) => replies.length);
}

describe('an outcome', () => {
  const goesOn: Readonly<Partial<Record<EventKind, readonly EventKind[]>>> = {
    update_completed: ROLLBACKS,
    update_failed: OUTCOMES,
    rollback_triggered: OUTCOMES,
    rollback_failed: OUTCOMES,
  };
  const pairs = OUTCOMES.flatMap((first) => OUTCOMES.map((second) => [first, second] as const));

  it.each(pairs.filter(([first, second]) => goesOn[first]?.includes(second)))(
    'of %s is followed in its thread by %s',
    async (first, second) => {
      expect(await repliesAfter(step(first, 0), step(second, 1))).toEqual([1]);
    },
  );

  it.each(pairs.filter(([first, second]) => !goesOn[first]?.includes(second)))(
    'of %s is the end for %s, which begins a new thread, at the same instant too',
    async (first, second) => {
      expect(await repliesAfter(step(first, 1), step(second, 1))).toEqual([0, 0]);
    },
  );

  it.each(pairs)('of %s takes %s, when that is older and only late', async (first, second) => {
    expect(await repliesAfter(step(first, 1), step(second, 0))).toEqual([1]);
  });

  it.each(['update_detected', 'update_request_created'] as const)(
    'at the same instant is the end for %s, which begins a new thread',
    async (kind) => {
      expect(await repliesAfter(step('update_completed', 1), step(kind, 1))).toEqual([0, 0]);
    },
  );

  it('that is late takes its place among the steps, and neither turns the first message back nor hides the end', async () => {
    expect(await repliesAfter(step('rollback_completed', 3), step('update_failed', 2))).toEqual([1]);
    expect(threadsIn(bot.slack.workspace)).toMatchObject([
      { title: '↩️ Rollback Completed', steps: '❌ Update Failed → ↩️ Rollback Completed' },
    ]);
    expect(await repliesAfter(step('update_completed', 4))).toEqual([1, 0]);
  });

  it('of the second update of the same images has a thread of its own, where the channel gets outcomes alone', async () => {
    const updates = [0, 10, 20].map((minute) => step('update_completed', minute));
    expect(await repliesAfter(...updates, step('rollback_triggered', 21), step('rollback_completed', 22))).toEqual([
      0, 0, 2,
    ]);
  });

  it('of an attempt that is repeated stays in its thread', async () => {
    const attempts = [step('update_failed', 1), step('update_failed', 2), step('update_completed', 3)];
    expect(await repliesAfter(step('update_request_created', 0), ...attempts)).toEqual([3]);
  });

  it.each(OUTCOMES)('of %s takes a late approval', async (kind) => {
    expect(await repliesAfter(step(kind, 0), step('update_approved', 1))).toEqual([1]);
  });
});

describe('a thread', () => {
  it.each([
    ['2025-11-13T10:00:00.000Z', [1]],
    ['2025-11-13T10:00:00.001Z', [0, 0]],
  ])('whose last event is seven days old at %s has %j replies then', async (time, replies) => {
    expect(await repliesAfter(step('update_request_created', at(0)), step('update_completed', time))).toEqual(replies);
  });

  it('goes on for seven days from its latest event, in whatever order they came', async () => {
    const first = [step('update_approved', '2025-11-10T10:00:00Z'), step('update_request_created', at(0))];
    expect(await repliesAfter(...first, step('update_completed', '2025-11-17T10:00:00Z'))).toEqual([2]);
  });

  it('keeps the name of its request when an event without it comes', async () => {
    const events = [
      step('update_request_created', 0, 'nginx:1.27.0', 'first'),
      step('update_detected', 1),
      step('update_approved', 2, 'nginx:1.28.0', 'first'),
    ];
    expect(await repliesAfter(...events)).toEqual([2]);
  });

  it.each(['nginx:1.27.0', 'nginx:1.28.0'])(
    'whose request went from one image to another takes unnamed events of %s',
    async (newImage) => {
      const events = [
        step('update_request_created', 0, 'nginx:1.27.0', 'first'),
        step('update_request_created', 1, 'nginx:1.28.0', 'first'),
        step('update_completed', 2, newImage),
      ];
      expect(await repliesAfter(...events)).toEqual([2]);
    },
  );

  it('remembers the last five pairs of images', async () => {
    const images = [1, 2, 3, 4, 5, 6].map((version) => `nginx:${version}`);
    const requests = images.map((image, minute) => step('update_request_created', minute, image, 'first'));
    const again = [7, 8].map((minute) => step('update_request_created', minute, 'nginx:6', 'first'));
    const unnamed = ['nginx:1', 'nginx:2', 'nginx:6'].map((image) => step('update_detected', 9, image));
    expect(await repliesAfter(...requests, ...again, ...unnamed)).toEqual([9, 0]);
  });
});
