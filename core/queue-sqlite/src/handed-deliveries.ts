/** The pending deliveries of one channel that the main thread has, by sequence number. */
export class HandedDeliveries {
  readonly #seqs = new Set<number>();
  /** Of this turn. */
  #added: number[] = [];
  /** Of this turn, before anything was added. */
  #removed: number[] = [];

  add(seq: number): void {
    this.#seqs.add(seq);
    this.#added.push(seq);
  }

  /** What is settled. */
  remove(seq: number): void {
    if (this.#seqs.delete(seq)) this.#removed.push(seq);
  }

  /** Those after a sequence number, as a JSON array. */
  after(seq: number): string {
    const after: number[] = [];
    for (const each of this.#seqs) if (each > seq) after.push(each);
    return JSON.stringify(after);
  }

  /** The turn is stored. */
  keep(): void {
    this.#added = [];
    this.#removed = [];
  }

  /** The turn is rolled back. */
  undo(): void {
    for (const seq of this.#added) this.#seqs.delete(seq);
    for (const seq of this.#removed) this.#seqs.add(seq);
    this.keep();
  }
}
