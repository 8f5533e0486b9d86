import type { QueueDepth } from './queue.js';

/** What several channels have together. */
export function sumOfDepths(depths: Iterable<QueueDepth>): QueueDepth {
  let pending = 0;
  let dead = 0;
  let oldest = Number.POSITIVE_INFINITY;
  for (const depth of depths) {
    pending += depth.pending;
    dead += depth.dead;
    oldest = Math.min(oldest, depth.oldestPendingAt ?? Number.POSITIVE_INFINITY);
  }
  return { pending, dead, ...(Number.isFinite(oldest) && { oldestPendingAt: oldest }) };
}
