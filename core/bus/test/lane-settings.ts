import type { LaneSettings } from '../src/lane-settings.js';

export const everything = (): boolean => true;

/** So that retries come within milliseconds. */
export const FAST: LaneSettings = {
  concurrency: 4,
  timeoutMs: 5_000,
  retry: { forMs: 86_400_000, minMs: 1, maxMs: 4 },
};

/** One attempt, and then none for a quarter of an hour: what else is leased is held. */
export const ONE_ATTEMPT: LaneSettings = { ...FAST, rateLimit: { perSecond: 0.001, burst: 1 } };
