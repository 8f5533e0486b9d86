import { describe, expect, it } from 'vitest';
import { ApiError } from '../src/api-error.js';
import { UnreadableLine, WatchEnded } from '../src/bounded-watch.js';
import { nextAfter, type Round } from '../src/failure-series.js';
import { LIMITS } from '../src/limits.js';

const ENDED: Round = { verb: 'watch', error: new WatchEnded(), openMs: 1, heard: false };
const REFUSED: Round = { verb: 'watch', error: new ApiError(403, 'Forbidden', ''), openMs: undefined, heard: false };
const GONE = new ApiError(410, 'Expired', '');
const STEADY_MS = LIMITS.steadyMs;

/** What follows when the longest wait is chosen. */
function next(round: Partial<Round>, before = 0) {
  return nextAfter({ ...ENDED, ...round }, before, LIMITS, 1);
}

/** Errors that come over an open watch. */
const SAID = [new ApiError(500, 'InternalError', ''), new ApiError(403, 'Forbidden', ''), new UnreadableLine()].map(
  (error) => ({ error }),
);

describe('a series of failures', () => {
  it('waits longer with each, and lists anew after five', () => {
    const rounds = [0, 1, 2, 3, 4, 5, 9].map((before) => next(REFUSED, before));
    expect(rounds.map(({ waitMs }) => waitMs)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]);
    expect(rounds.map(({ listAnew }) => listAnew)).toEqual([false, false, false, false, true, false, true]);
    expect(rounds.map(({ failures }) => failures)).toEqual([1, 2, 3, 4, 5, 6, 10]);
  });

  it('ends with an event or a bookmark, however short the watch was', () => {
    expect(next({ heard: true }, 4)).toEqual({ failures: 1, waitMs: 500, listAnew: false, isTrouble: false });
  });

  it('ends with a watch that lived for a while, which is opened again at once', () => {
    expect(next({ openMs: STEADY_MS }, 4)).toEqual({ failures: 1, waitMs: 0, listAnew: false, isTrouble: false });
    expect(next({ openMs: STEADY_MS, error: new Error('ECONNRESET') }, 4)).toMatchObject({ failures: 1, waitMs: 500 });
    expect(next({ openMs: STEADY_MS - 1 }, 4).failures).toBe(5);
  });

  it.each(SAID)('goes on with $error over an open watch, however long that lived', ({ error }) => {
    for (const openMs of [1, STEADY_MS]) {
      expect(next({ error, openMs }, 4)).toEqual({ failures: 5, waitMs: 8_000, listAnew: true, isTrouble: true });
    }
  });
});

describe('a version that is gone', () => {
  it('is listed anew at once, and the next time after a wait', () => {
    for (const openMs of [undefined, 1, STEADY_MS]) {
      expect(next({ error: GONE, openMs })).toEqual({ failures: 1, waitMs: 0, listAnew: true, isTrouble: false });
    }
    expect(next({ error: GONE }, 1)).toMatchObject({ failures: 2, waitMs: 1_000, listAnew: true });
  });
});

describe('trouble', () => {
  it('is every list or watch that is refused, and every error over an open watch', () => {
    expect(next(REFUSED).isTrouble).toBe(true);
    expect(next({ ...REFUSED, verb: 'list', error: GONE }).isTrouble).toBe(true);
    expect(SAID.map((said) => next({ ...said, heard: true }).isTrouble)).toEqual([true, true, true]);
  });

  it('is not a watch that ends, until it did so five times without a word', () => {
    expect([0, 1, 2, 3, 4, 5].map((before) => next({}, before).isTrouble)).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
  });
});
