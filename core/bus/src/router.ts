import type { Severity } from '@headwind/plugin-api';

/**
 * Narrows what an instance gets. Every condition that is given must hold; in a list, any one of the patterns. In a
 * pattern `*` stands for any run of characters.
 */
export interface When {
  /** Kinds of event: `update_failed`, `rollback_*`. */
  readonly events?: readonly string[];
  readonly namespaces?: readonly string[];
  /** Workload names. */
  readonly workloads?: readonly string[];
  /** Kinds of workload: `Deployment`, `StatefulSet`. A workload of unknown kind counts as a Deployment. */
  readonly kinds?: readonly string[];
  /** Update policies: `major`, `minor`. An event without a policy matches only where this is left out. */
  readonly policies?: readonly string[];
  readonly minSeverity?: Severity;
}
