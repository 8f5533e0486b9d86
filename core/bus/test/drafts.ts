import type { EventDraft } from '@headwind/plugin-api';

/** A failed update with that id, of a workload of its own unless one is named. */
export function draft(id: string, workload = id): EventDraft {
  return {
    id,
    kind: 'update_failed',
    workload: { namespace: 'production', name: workload },
    data: { currentImage: 'nginx:1.25.0', newImage: 'nginx:1.26.0' },
  };
}

/** So many, with ids from 0 on. */
export function drafts(count: number, workload?: string): readonly EventDraft[] {
  return Array.from({ length: count }, (_, index) => draft(String(index), workload));
}
