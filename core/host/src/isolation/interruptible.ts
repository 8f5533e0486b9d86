/** Known to the host alone, so that no plugin can say it of itself. */
export const INTERRUPTIONS = Symbol('headwind.interruptions');

/** An instance that may be away for a while: what it runs in has ended, and is started again. */
export interface Interruptible {
  /**
   * Tells whether it is away, now and whenever that changes; before what was under way ends because of it.
   *
   * @returns a function that ends this
   */
  [INTERRUPTIONS](tell: (isAway: boolean) => void): () => void;
}

export function isInterruptible(instance: object): instance is Interruptible {
  return INTERRUPTIONS in instance;
}
