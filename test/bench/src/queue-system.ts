import type { PublishingProgram } from './publisher.js';

/** Something that stores events and delivers each to a receiver. */
export interface QueueSystem extends PublishingProgram {
  readonly name: string;
  /** What becomes of acknowledged events when the power fails. */
  readonly promise: string;
}

/** What every system is told alike. */
export interface QueueSetting {
  /** Of the system's own, beside those of the others. */
  readonly folder: string;
  /** The receiver. */
  readonly url: string;
  /** Deliveries under way at once. */
  readonly concurrency: number;
}
