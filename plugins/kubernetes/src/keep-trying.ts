import { waitAfter } from './backoff.js';
import type { Limits } from './limits.js';

export interface Persistence {
  readonly backoff: Limits['backoff'];
  readonly signal: AbortSignal;
  /** Called once, with what the first attempt failed with. */
  onTrouble(error: unknown): void;
}

/**
 * Does something until it succeeds.
 *
 * @throws the signal's reason once it is aborted, between two attempts
 */
export async function keepTrying(task: () => Promise<unknown>, { backoff, signal, onTrouble }: Persistence) {
  for (let failures = 1; ; failures += 1) {
    signal.throwIfAborted();
    try {
      await task();
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (failures === 1) onTrouble(error);
      await waitAfter(failures, backoff, signal);
    }
  }
}
