/**
 * Until when a channel's provider wants no attempts, as it said in a rate-limited answer. It outlives the lanes: a
 * provider that throttles does so whatever is changed here.
 */
export class ChannelPause {
  #until = Number.NEGATIVE_INFINITY;

  /** By the clock of the bus, in milliseconds; in the past when there is no pause. */
  get until(): number {
    return this.#until;
  }

  /** @returns whether it is longer now; it is never shortened */
  prolong(until: number): boolean {
    if (until <= this.#until) return false;
    this.#until = until;
    return true;
  }
}
