/** Aborts what stays silent for too long. */
export interface IdleLimit {
  readonly signal: AbortSignal;
  /** The same pieces; only the time it takes for the next one to come counts, not what is done with it. */
  watch<T>(pieces: AsyncIterable<T>): AsyncGenerator<T>;
  release(): void;
}

/** @param ms how long the first piece, and each further one, may take */
export function idleLimit(ms: number): IdleLimit {
  const silent = new AbortController();
  const start = (): NodeJS.Timeout =>
    setTimeout(() => silent.abort(new Error(`nothing came for ${ms / 1000} seconds`)), ms);
  let timer = start();
  return {
    signal: silent.signal,
    watch: async function* (pieces) {
      for await (const piece of pieces) {
        clearTimeout(timer);
        yield piece;
        timer = start();
      }
    },
    release: () => clearTimeout(timer),
  };
}
