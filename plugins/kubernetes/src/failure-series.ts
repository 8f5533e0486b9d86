import { ApiError, needsNewList } from './api-error.js';
import { delayAfter } from './backoff.js';
import { UnreadableLine, WatchEnded } from './bounded-watch.js';
import type { Limits } from './limits.js';

/** One round: from a start of the `ListWatch` to what it ended with. */
export interface Round {
  /** What was done last. */
  readonly verb: 'list' | 'watch';
  readonly error: unknown;
  /** How long the watch was open; undefined where it was not opened. Milliseconds. */
  readonly openMs: number | undefined;
  /** Whether an event or a bookmark came over the watch. */
  readonly heard: boolean;
}

/** What follows a round. */
export interface Next {
  /** One after another, with that of this round; 1 where a new series begins. */
  readonly failures: number;
  /** Milliseconds. */
  readonly waitMs: number;
  /** Whether to begin with a new list; else the watch goes on from its last version. */
  readonly listAnew: boolean;
  /** Whether it is told. An open watch that ended is opened again; that is no trouble as long as something comes over it. */
  readonly isTrouble: boolean;
}

/**
 * What follows a round that ended. A series of failures ends with an event or a bookmark, or with a watch that lived for a
 * while and did not fail by what it said: whoever only says errors is not heard.
 *
 * @param before failures before this round
 * @param random from 0 to 1
 */
export function nextAfter(round: Round, before: number, limits: Limits, random = Math.random()): Next {
  const { verb, error, openMs, heard } = round;
  const isOpen = openMs !== undefined;
  const isGone = needsNewList(error);
  const isSteady = isOpen && openMs >= limits.steadyMs && !saysErrors(round);
  const failures = heard || isSteady ? 1 : before + 1;
  const atOnce = failures === 1 && (isGone || (isSteady && error instanceof WatchEnded));
  const isUsual = isOpen ? !saysErrors(round) : isGone && verb === 'watch';
  return {
    failures,
    waitMs: atOnce ? 0 : delayAfter(failures, limits.backoff, random),
    listAnew: isGone || failures % limits.watchFailures === 0,
    isTrouble: !isUsual || failures >= limits.watchFailures,
  };
}

/** Whether the watch was open and failed by what came over it. A version that is gone is nothing wrong. */
function saysErrors({ error, openMs }: Round): boolean {
  if (openMs === undefined || needsNewList(error)) return false;
  return error instanceof ApiError || error instanceof UnreadableLine;
}
