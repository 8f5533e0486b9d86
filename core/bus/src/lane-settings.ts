import type { RetrySettings } from './retry-policy.js';

/** How one channel's deliveries are paced. */
export interface LaneSettings {
  /** At most so many deliveries leased at once. @defaultValue 16 */
  readonly concurrency: number;
  /** An attempt that takes longer counts as failed. Milliseconds. @defaultValue 30 seconds */
  readonly timeoutMs: number;
  /** At most so many attempts a second, in bursts of `burst`. @defaultValue no limit */
  readonly rateLimit?: { readonly perSecond: number; readonly burst: number };
  readonly retry: RetrySettings;
}
