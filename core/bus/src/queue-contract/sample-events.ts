import { randomUUID } from 'node:crypto';
import type { HeadwindEvent } from '@headwind/plugin-api';
import type { Publication } from '../queue.js';

/** An event of a workload of the namespace `production`. */
export function eventOf(workload: string, id: string = randomUUID()): HeadwindEvent {
  return {
    id,
    kind: 'update_completed',
    time: '2025-11-06T10:30:00Z',
    source: 'api',
    workload: { namespace: 'production', name: workload },
    data: { currentImage: 'nginx:1.25.0', newImage: 'nginx:1.26.0', metadata: { note: 'größer ✓ "quoted"\n' } },
  };
}

/** One event for each workload named, to the channel `chat` unless told otherwise. */
export function publications(workloads: readonly string[], channels: readonly string[] = ['chat']): Publication[] {
  return workloads.map((workload) => ({ event: eventOf(workload), channels }));
}
