import type { EventDraft } from '@headwind/plugin-api';

/** One thing that happened to an object, and the events that say so, in their order. */
export interface Happening {
  /** Its name among what happens to this object: a phase, or a rollback. */
  readonly key: string;
  readonly events: readonly EventDraft[];
  /** Whether more is to come after it, so that it is announced even when it is older than the first look at the cluster. */
  readonly unfinished?: boolean;
}

/**
 * What is to be announced of an object, oldest first: everything that leads to what is the case now and was not announced
 * before, because it happened between two looks. Nothing where the newest was announced already.
 *
 * @param announced keys
 * @param happenings all that is known of the object, oldest first
 */
export function unannounced(announced: readonly string[], happenings: readonly Happening[]): readonly Happening[] {
  const newest = happenings.at(-1);
  if (newest === undefined || announced.includes(newest.key)) return [];
  return happenings.filter(({ key }) => !announced.includes(key));
}

/** The keys that the very first look at a cluster takes for announced: all of what is finished. */
export function finishedBefore(happenings: readonly Happening[]): readonly string[] {
  return happenings.at(-1)?.unfinished === true ? [] : happenings.map(({ key }) => key);
}
