import type { HeadwindEvent } from '@headwind/plugin-api';
import { plainLine } from './plain-text.js';

/** As many as an alert takes (docs.opsgenie.com, "Alert API"). */
export const TAGS = 20;

/** Characters of one tag (docs.opsgenie.com, "Alert API"). */
export const TAG_LENGTH = 50;

/** How many `tagsOf` adds to the configured ones. */
export const OUR_TAGS = 3;

/** What an alert is filtered and routed by: `headwind`, the kind of event, the namespace, and the configured ones. */
export function tagsOf(event: HeadwindEvent, configured: readonly string[]): string[] {
  const tags = ['headwind', event.kind, event.workload.namespace, ...configured];
  const fitted = tags.map((tag) => plainLine(tag, TAG_LENGTH)).filter((tag) => tag !== '');
  return [...new Set(fitted)];
}
