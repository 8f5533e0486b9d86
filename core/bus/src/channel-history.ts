import { failureReasonOf, type Outcome } from '@headwind/plugin-api';
import type { LaneStatus } from './lane-status.js';

/** What a channel's attempts came to last. It outlives the lanes that make them. */
export class ChannelHistory {
  #lastSuccessAt: number | undefined;
  #lastError: LaneStatus['lastError'];

  /** @param at milliseconds since the epoch */
  attemptEnded(outcome: Outcome, at: number): void {
    if (outcome.status === 'delivered') this.#lastSuccessAt = at;
    else this.#lastError = { at, reason: failureReasonOf(outcome), message: outcome.message };
  }

  get status(): Pick<LaneStatus, 'lastSuccessAt' | 'lastError'> {
    return {
      ...(this.#lastSuccessAt !== undefined && { lastSuccessAt: this.#lastSuccessAt }),
      ...(this.#lastError !== undefined && { lastError: this.#lastError }),
    };
  }
}
