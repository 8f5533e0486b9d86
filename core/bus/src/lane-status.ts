import type { FailureReason } from '@headwind/plugin-api';

/** How things stand with one channel's lane. Times are milliseconds since the epoch. */
export interface LaneStatus {
  readonly state: 'running' | 'paused' | 'disabled';
  readonly breaker: 'closed' | 'open' | 'half-open';
  /** No attempt before this, because the provider throttles; absent when that is over. */
  readonly rateLimitedUntil?: number;
  readonly rateLimit?: { readonly perSecond: number; readonly burst: number };
  readonly lastSuccessAt?: number;
  readonly lastError?: { readonly at: number; readonly reason: FailureReason; readonly message: string };
}
