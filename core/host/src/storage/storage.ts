import type { DeliveryQueue } from '@headwind/bus/queue';
import type { StateStore } from '@headwind/bus/state-store';

/** Where deliveries and what plugins remember live: a file, or a server that may be away. */
export interface Storage {
  /** Closing it closes the storage, also while that waits for its server. */
  readonly queue: DeliveryQueue;
  readonly state: StateStore;
  /** Whether it is on a server, which may be away and which other hosts may use at the same time. */
  readonly isShared: boolean;
  /** Resolves once it can be used: at once where it is a file. Rejects when it is closed before. */
  readonly ready: Promise<void>;
  /** What keeps it from storing anything at the moment: one sentence without secrets. Undefined when all is well. */
  readonly trouble: string | undefined;
}
