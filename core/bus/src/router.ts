import { type EventKind, type HeadwindEvent, SEVERITIES, type Severity, severityOf } from '@headwind/plugin-api';

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

export type EventFilter = (event: HeadwindEvent) => boolean;

export type KindFilter = (kind: EventKind) => boolean;

/** As `eventFilter`, for what can be said of a kind of event alone. */
export function kindFilter(subscribes: readonly string[], { events, minSeverity }: When): KindFilter {
  const subscribed = matcher(subscribes);
  const wanted = matcher(events);
  const least = minSeverity === undefined ? 0 : SEVERITIES.indexOf(minSeverity);
  return (kind) => subscribed(kind) && wanted(kind) && SEVERITIES.indexOf(severityOf(kind)) >= least;
}

/** @param subscribes the manifest's patterns of event kinds; `when` narrows them */
export function eventFilter(subscribes: readonly string[], when: When): EventFilter {
  const ofKind = kindFilter(subscribes, when);
  const namespaces = matcher(when.namespaces);
  const workloads = matcher(when.workloads);
  const kinds = matcher(when.kinds);
  const policies = matcher(when.policies);
  return (event) =>
    ofKind(event.kind) &&
    namespaces(event.workload.namespace) &&
    workloads(event.workload.name) &&
    kinds(event.workload.kind ?? 'Deployment') &&
    (when.policies === undefined || (event.data.policy !== undefined && policies(event.data.policy)));
}

/** Knows which channels an event goes to. */
export class Router {
  readonly #filters = new Map<string, EventFilter>();

  add(channel: string, filter: EventFilter): void {
    this.#filters.set(channel, filter);
  }

  remove(channel: string): void {
    this.#filters.delete(channel);
  }

  channelsFor(event: HeadwindEvent): string[] {
    const channels: string[] = [];
    for (const [channel, accepts] of this.#filters) if (accepts(event)) channels.push(channel);
    return channels;
  }
}

function matcher(patterns: readonly string[] | undefined): (value: string) => boolean {
  if (patterns === undefined) return () => true;
  const expressions = patterns.map(
    (pattern) => new RegExp(`^${pattern.split('*').map(escapeLiteral).join('.*')}$`, 's'),
  );
  return (value) => expressions.some((expression) => expression.test(value));
}

function escapeLiteral(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
