import type { MemoryDelivery } from './memory-delivery.js';
import type { QueueDepth } from './queue.js';
import type { WorkloadLines } from './workload-lines.js';

/** Of each channel that has anything pending or dead. */
export function depthsOf(
  deliveries: Iterable<MemoryDelivery>,
  channels: ReadonlyMap<string, WorkloadLines>,
): Map<string, QueueDepth> {
  const depths = new Map<string, QueueDepth>();
  for (const [channel, lines] of channels) {
    const oldest = lines.oldest();
    if (oldest !== undefined) {
      depths.set(channel, { pending: lines.length, dead: 0, oldestPendingAt: oldest.stored.publishedAt });
    }
  }
  for (const { stored } of deliveries) {
    if (stored.state !== 'dead') continue;
    const depth = depths.get(stored.channel) ?? { pending: 0, dead: 0 };
    depths.set(stored.channel, { ...depth, dead: depth.dead + 1 });
  }
  return depths;
}
