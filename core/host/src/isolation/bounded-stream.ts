/** So many may be on their way between the threads. */
const LIMIT = 1_000;

/**
 * What goes to the other thread without an answer, log lines and records: as many as that thread can take. Where it does
 * not keep up they are dropped and counted, for they would otherwise gather in memory.
 */
export class BoundedStream<T> {
  readonly #post: (item: T) => void;
  readonly #tellDropped: (count: number) => void;
  #underWay = 0;
  #dropped = 0;

  /** @param tellDropped is called once the other thread keeps up again */
  constructor(post: (item: T) => void, tellDropped: (count: number) => void) {
    this.#post = post;
    this.#tellDropped = tellDropped;
  }

  send(item: T): void {
    if (this.#underWay >= LIMIT) {
      this.#dropped += 1;
      return;
    }
    this.#underWay += 1;
    this.#post(item);
  }

  /** The other thread has taken some. */
  taken(count: number): void {
    this.#underWay -= count;
    if (this.#dropped === 0 || this.#underWay > LIMIT / 2) return;
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.#tellDropped(dropped);
  }
}
