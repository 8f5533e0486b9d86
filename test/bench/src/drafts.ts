import type { EventDraft } from '@headwind/plugin-api';

/** How many workloads the events are spread over. */
const WORKLOADS = 1_000;

/** The specification's example event, on one of a thousand workloads. */
export function draftOf(index: number): EventDraft {
  return {
    kind: 'update_completed',
    time: '2025-11-06T10:30:00Z',
    workload: { namespace: 'production', name: `nginx-${index % WORKLOADS}` },
    data: {
      currentImage: 'nginx:1.25.0',
      newImage: 'nginx:1.26.0',
      container: 'nginx',
      policy: 'minor',
      requiresApproval: true,
      updateRequestName: 'nginx-update-1-26-0',
    },
  };
}

/** Publishes `count` events, `batch` (by default 1) at a time, with at most `outstanding` batches not yet acknowledged. */
export async function publishMany(
  publish: (drafts: readonly EventDraft[]) => Promise<unknown>,
  count: number,
  outstanding: number,
  batch = 1,
): Promise<void> {
  let next = 0;
  const publisher = async (): Promise<void> => {
    while (next < count) {
      const first = next + 1;
      next = Math.min(count, next + batch);
      await publish(Array.from({ length: next - first + 1 }, (_, index) => draftOf(first + index)));
    }
  };
  await Promise.all(Array.from({ length: outstanding }, publisher));
}
