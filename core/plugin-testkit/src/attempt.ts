import type { Attempt, HeadwindEvent } from '@headwind/plugin-api';

/**
 * The attempt that goes with an event.
 *
 * @param overrides `number` is 1 and `signal` never aborted unless given; `id` is the one the event has on the channel
 * `test`, the name that `createTestContext` gives an instance
 */
export function attemptOf(event: HeadwindEvent, overrides: Partial<Attempt> = {}): Attempt {
  return { id: `${event.id}/test`, number: 1, signal: new AbortController().signal, ...overrides };
}
