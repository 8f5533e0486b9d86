import { delivered, type HeadwindEvent, type Outcome, retry } from '@headwind/plugin-api';

/** A channel that sees whether it gets every event once, and those of a workload in their order and one at a time. */
export class DeliveryWitness {
  /** The ids of the events that were delivered, in the order in which they were. */
  readonly delivered: string[] = [];
  readonly faults: string[] = [];
  /** Attempts begun. */
  attempts = 0;
  readonly #busy = new Set<string>();

  /** Attempts that have begun and not ended. */
  get underWay(): number {
    return this.#busy.size;
  }

  /** Every third event is delivered at the second attempt only. */
  async deliver(
    { id, workload }: HeadwindEvent,
    { number, signal }: { number: number; signal: AbortSignal },
  ): Promise<Outcome> {
    this.attempts += 1;
    if (this.#busy.has(workload.name)) this.faults.push(`${id} began while another of ${workload.name} was under way`);
    this.#busy.add(workload.name);
    await new Promise((resolve) => setImmediate(resolve));
    this.#busy.delete(workload.name);
    if (signal.aborted) this.faults.push(`${id} was aborted`);
    if (Number(id) % 3 === 0 && number === 1) return retry('not yet');
    this.delivered.push(id);
    return delivered();
  }
}
