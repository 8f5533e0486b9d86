import type { EventKind, EventOf, HeadwindEvent } from '@headwind/plugin-api';

let count = 0;

/** A complete event; each with an id and, unless given, a workload of its own. */
export function eventOf(kind: EventKind, overrides: Partial<Omit<EventOf<EventKind>, 'kind'>> = {}): HeadwindEvent {
  count += 1;
  return {
    id: `event-${count}`,
    kind,
    time: '2025-11-06T10:30:00Z',
    source: 'test',
    workload: { namespace: 'production', name: `workload-${count}` },
    data: { currentImage: 'nginx:1.25.0', newImage: 'nginx:1.26.0' },
    ...overrides,
  } as HeadwindEvent;
}
