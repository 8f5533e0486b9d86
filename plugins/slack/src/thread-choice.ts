import { type EventKind, type HeadwindEvent, updateKeyOf } from '@headwind/plugin-api';
import { isOutcomeKind } from './phase.js';
import { requestOf, type Step, type Thread } from './thread.js';

/** How long after its last event a thread is continued, by the times of the events: 7 days. Milliseconds. */
const LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

/** What may come of an update that failed, or that is being rolled back: the attempt may be repeated, or given up. */
const ANY_OUTCOME: readonly EventKind[] = [
  'update_completed',
  'update_failed',
  'update_rejected',
  'rollback_triggered',
  'rollback_completed',
  'rollback_failed',
];

/*
 * How an update goes on after its latest outcome, by time
 *
 *   none yet ──▶ any outcome
 *   update_failed, rollback_triggered, rollback_failed ──▶ any outcome: it is tried again, or rolled back
 *   update_completed ──▶ its rollback
 *   update_rejected, rollback_completed ──▶ nothing
 *
 * Any other outcome is of another update, even where that was neither detected nor requested as far as the channel knows
 * (its `when` may leave those out): it begins a new thread. So does a detection or request after any outcome. An approval
 * never does, and neither does an event that is older than the outcome: those are late.
 */
const FOLLOWERS: Readonly<Partial<Record<EventKind, readonly EventKind[]>>> = {
  update_failed: ANY_OUTCOME,
  rollback_triggered: ANY_OUTCOME,
  rollback_failed: ANY_OUTCOME,
  update_completed: ['rollback_triggered', 'rollback_completed', 'rollback_failed'],
};

/** The threads that may still be continued when an event comes; of the others nothing need be kept. */
export function livingThreads(
  { time }: HeadwindEvent,
  configuredChannel: string,
  threads: readonly Thread[],
): readonly Thread[] {
  const earliest = Date.parse(time) - LIFETIME_MS;
  return threads.filter(
    (thread) =>
      thread.configuredChannel === configuredChannel &&
      thread.steps.some((step) => !(Date.parse(step.time) < earliest)),
  );
}

/**
 * The thread that an event belongs to; undefined when it begins one. Only some events name their update request, so
 * workload and images connect the others:
 *
 * - without a name, the latest thread of these images;
 * - with a name, the thread of that request, else the latest of these images that no request has named yet. Threads whose
 *   update has no outcome yet come first, because the name of a request may be used again.
 *
 * @param threads of the event's workload that are still living, in the order in which they were opened
 */
export function threadFor(event: HeadwindEvent, threads: readonly Thread[]): Thread | undefined {
  const key = updateKeyOf(event);
  const request = requestOf(event);
  const ofImages = threads.filter(({ keys }) => keys.includes(key));
  const found =
    request === undefined
      ? ofImages.at(-1)
      : (threadOf(
          request,
          key,
          threads.filter((thread) => outcomeOf(thread) === undefined),
        ) ?? threadOf(request, key, ofImages));
  return found !== undefined && beginsAnew(event, found) ? undefined : found;
}

function threadOf(request: string, key: string, threads: readonly Thread[]): Thread | undefined {
  return (
    threads.findLast((thread) => thread.request === request) ??
    threads.findLast((thread) => thread.keys.includes(key) && thread.request === undefined)
  );
}

function beginsAnew({ kind, time }: HeadwindEvent, thread: Thread): boolean {
  const outcome = outcomeOf(thread);
  if (outcome === undefined || kind === 'update_approved') return false;
  const isLate = Date.parse(time) < Date.parse(outcome.time);
  return !isLate && FOLLOWERS[outcome.kind]?.includes(kind) !== true;
}

/** The latest outcome: steps are in the order of the update. */
function outcomeOf({ steps }: Thread): Step | undefined {
  return steps.findLast(({ kind }) => isOutcomeKind(kind));
}
