import type { HeldDelivery } from './held-delivery.js';

/** The events that a channel's held deliveries keep in memory take no more than this. Bytes, as JSON. */
const MOST_BYTES = 4 * 2 ** 20;

/** Keeps the events of what is held, as long as they do not take too much; the others are read again when they are due. */
export class Bodies {
  #bytes = 0;
  readonly #kept = new Set<HeldDelivery>();

  keepIfSmall(held: HeldDelivery): void {
    if (held.event === undefined || this.#kept.has(held)) return;
    if (this.#bytes + held.bytes > MOST_BYTES) held.event = undefined;
    else {
      this.#kept.add(held);
      this.#bytes += held.bytes;
    }
  }

  forget(held: HeldDelivery): void {
    if (this.#kept.delete(held)) this.#bytes -= held.bytes;
    held.event = undefined;
  }
}
