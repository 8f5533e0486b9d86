import { delivered } from '@headwind/plugin-api';
import type { Deliver } from '../src/attempt.js';

/** A channel whose attempts end when the test lets them. */
export class Gate {
  /** The ids of the deliveries whose attempts have begun. */
  readonly begun: string[] = [];
  readonly signals: AbortSignal[] = [];
  readonly #waiting: (() => void)[] = [];

  readonly deliver: Deliver = async (_, { id, signal }) => {
    this.begun.push(id);
    this.signals.push(signal);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return delivered();
  };

  /** Ends the attempts under way, delivered. */
  open(): void {
    for (const end of this.#waiting.splice(0)) end();
  }
}
