import type { HeadwindEvent } from '@headwind/plugin-api';
import { damagedError } from './storage-errors.js';

/**
 * The event of a row of `events`.
 *
 * @throws `QUEUE_DAMAGED` when there is none
 */
export function storedEvent({ seq, body }: { readonly seq: number; readonly body: string }): HeadwindEvent {
  let event: HeadwindEvent | null;
  try {
    event = JSON.parse(body);
  } catch (error) {
    throw damagedError(seq, error);
  }
  if (typeof event !== 'object' || event === null) throw damagedError(seq, undefined);
  return event;
}
