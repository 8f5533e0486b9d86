import type { FailureReason } from './failure-reason.js';

/** How things stand with one channel. Times are milliseconds since the epoch. */
export interface ChannelStatus {
  readonly name: string;
  /** The short name of its plugin: `slack`; empty where the configuration has no such channel. */
  readonly plugin: string;
  /**
   * - `running`: delivers
   * - `paused`: an operator stopped it; its deliveries wait
   * - `disabled`: its receiver wants no more; its deliveries wait until it is resumed or started anew
   * - `failed`: it did not start; its deliveries wait for the next start or reload
   * - `unconfigured`: deliveries are stored for it, but the configuration has no such channel
   */
  readonly state: 'running' | 'paused' | 'disabled' | 'failed' | 'unconfigured';
  /** With `failed`: the code of what went wrong. */
  readonly code?: string;
  readonly health: { readonly ok: boolean; readonly detail?: string };
  readonly breaker: 'closed' | 'open' | 'half-open';
  /** No attempt before this, because the provider throttles. */
  readonly rateLimitedUntil?: number;
  /** What the configuration or the plugin's manifest allows it; absent where there is no limit. */
  readonly rateLimit?: { readonly perSecond: number; readonly burst: number };
  /** Deliveries that wait or are under way. */
  readonly pending: number;
  /** When the event of the oldest of them was stored. */
  readonly oldestPendingAt?: number;
  /** Dead letters. */
  readonly dead: number;
  /** Of attempts since the host started. */
  readonly lastSuccessAt?: number;
  readonly lastError?: { readonly at: number; readonly reason: FailureReason; readonly message: string };
}

/** Which configuration is live. Times are milliseconds since the epoch. */
export interface ConfigurationStatus {
  /** The first 12 digits of the SHA-256 of the file's text; absent where no file is used. */
  readonly hash?: string;
  /** When what is live took effect. */
  readonly loadedAt: number;
  /** What became of the latest reload; absent before the first. */
  readonly lastReload?: { readonly at: number; readonly ok: boolean };
}

/** How things stand with the host. */
export interface HostStatus {
  /** Of `@headwind/host`. */
  readonly version: string;
  readonly configuration: ConfigurationStatus;
  /** In the order of the configuration; unconfigured ones last. */
  readonly channels: readonly ChannelStatus[];
}
