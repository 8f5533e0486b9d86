import type { PluginKind } from '@headwind/plugin-api';
import type { Subject } from './subject.js';

/** One thing that is expected of a plugin. */
export interface ConformanceStep {
  /** What holds when it passes. */
  readonly name: string;
  /** The kinds of plugin it is expected of. */
  readonly kinds: readonly PluginKind[];
  /** Nothing after it can be tried where it fails. */
  readonly isGate?: boolean;
  /** It starts an instance, so that what that connects to must be here. */
  readonly starts?: boolean;
  /**
   * Resolves where it holds.
   *
   * @throws ConformanceFault, or a coded error, where it does not hold; NotApplicable where there is nothing to try
   */
  run(subject: Subject): Promise<void>;
}

export const EVERY_KIND: readonly PluginKind[] = ['channel', 'observer', 'source'];
