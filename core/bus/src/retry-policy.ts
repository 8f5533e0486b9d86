/** When and how often a channel tries again. */
export interface RetrySettings {
  /** A delivery is dead when an attempt fails this long after its first. Milliseconds. @defaultValue 24 hours */
  readonly forMs: number;
  /** The first back-off, doubled with each retry. Milliseconds. @defaultValue 1 second */
  readonly minMs: number;
  /** The longest back-off. Milliseconds. @defaultValue 5 minutes */
  readonly maxMs: number;
  /** A delivery is dead when it has used up so many retries. @defaultValue no limit */
  readonly maxRetries?: number;
}
