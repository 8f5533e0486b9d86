/** How long and how much, in milliseconds where nothing else is said. */
export interface Limits {
  /** Objects on one page of a list, as `kubectl` asks for them. */
  readonly pageSize: number;
  /** One page of a list, until it is read. The API server itself gives up after 60 s. */
  readonly pageMs: number;
  /** Until the API server has answered that a watch is open. */
  readonly openMs: number;
  /**
   * Without a word on an open watch it is taken for dead and opened again. The API server sends a bookmark about every
   * minute, and one that sends none costs no more than another request.
   */
  readonly idleMs: number;
  /** After this the API server is asked to end a watch, so that long ones do not pile up on one of several servers. */
  readonly watchMs: number;
  /** A watch that lived this long ends the series of failures before it. */
  readonly steadyMs: number;
  /** Failures of a watch one after another, after which everything is listed anew. */
  readonly watchFailures: number;
  /** The least and the most between two attempts: doubled with each failure, then between half of it and the whole. */
  readonly backoff: { readonly minMs: number; readonly maxMs: number };
  /** Changes that wait to be published, beyond which nothing more is read of a watch. */
  readonly waiting: number;
}

export const LIMITS: Limits = {
  pageSize: 500,
  pageMs: 60_000,
  openMs: 30_000,
  idleMs: 150_000,
  watchMs: 300_000,
  steadyMs: 10_000,
  watchFailures: 5,
  backoff: { minMs: 500, maxMs: 30_000 },
  waiting: 1_000,
};
