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
 * @param waiting how to wait after so many failures
 * @throws the signal's reason once it is aborted, between two attempts
 */
export async function keepTrying<T>(
  task: () => Promise<T>,
  { backoff, signal, onTrouble }: Persistence,
  waiting = waitAfter,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await task();
    } catch (error) {
      signal.throwIfAborted();
      if (failures === 1) onTrouble(error);
      await waiting(failures, backoff, signal);
    }
  }
}
