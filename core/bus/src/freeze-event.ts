import type { HeadwindEvent } from '@headwind/plugin-api';

/** Keeps one plugin from changing what the others see. */
export function freezeEvent(event: HeadwindEvent): HeadwindEvent {
  if (Object.isFrozen(event)) return event;
  Object.freeze(event.workload);
  if (event.data.metadata !== undefined) Object.freeze(event.data.metadata);
  Object.freeze(event.data);
  if (event.trace !== undefined) Object.freeze(event.trace);
  return Object.freeze(event);
}
