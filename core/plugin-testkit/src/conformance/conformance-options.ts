import type { Responder } from '../scripted-http.js';

/** How a plugin is tried. */
export interface ConformanceOptions {
  /**
   * The `config` to try it with, as the configuration file would give it; a function is called when it is needed first.
   * @defaultValue the manifest's `example`, else an empty one
   */
  readonly config?: unknown;
  /** How the provider says yes. @defaultValue the usual ways, one after another, until a delivery succeeds */
  readonly reply?: Responder;
  /**
   * Whether what `start` connects to is here. Steps that start an instance do not apply where it is not. @defaultValue true
   */
  readonly canStart?: boolean;
  /** Has a started source publish something. @defaultValue nothing: it publishes by itself */
  readonly provoke?: () => void | Promise<void>;
  readonly limits?: Partial<ConformanceLimits>;
}

/** Milliseconds. */
export interface ConformanceLimits {
  /** How long importing may take, validating, and `create` with `start`. @defaultValue 10,000, as in the host */
  readonly startMs: number;
  /** How long anything else may take that is to happen promptly: nothing has to wait for a network. @defaultValue 5,000 */
  readonly settleMs: number;
}

export const DEFAULT_LIMITS: ConformanceLimits = { startMs: 10_000, settleMs: 5_000 };
