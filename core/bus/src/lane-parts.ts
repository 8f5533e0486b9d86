import type { DeliveryQueue } from './queue.js';
import type { Tracing } from './tracing.js';

/** What all lanes of a bus share. */
export interface LaneParts {
  readonly queue: DeliveryQueue;
  readonly tracing: Tracing | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds that never go back. */
  readonly clock: () => number;
  readonly random: () => number;
  /** Blanks out secrets in what plugins say went wrong. */
  readonly redact: (text: string) => string;
}
