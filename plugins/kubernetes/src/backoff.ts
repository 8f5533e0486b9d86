import { setTimeout as wait } from 'node:timers/promises';
import type { Limits } from './limits.js';

/**
 * How long to wait after so many failures one after another: doubled with each, then anything between half of it and the
 * whole, so that several hosts do not come back at once. Milliseconds.
 *
 * @param failures from 1
 * @param random from 0 to 1
 */
export function delayAfter(failures: number, { minMs, maxMs }: Limits['backoff'], random = Math.random()): number {
  const whole = Math.min(maxMs, minMs * 2 ** Math.min(failures - 1, 30));
  return whole / 2 + (random * whole) / 2;
}

/** Waits so long. Rejects as soon as the signal is aborted. */
export async function waitAfter(failures: number, backoff: Limits['backoff'], signal: AbortSignal): Promise<void> {
  await wait(delayAfter(failures, backoff), undefined, { signal });
}
