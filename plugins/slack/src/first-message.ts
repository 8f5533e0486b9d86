import { contextOf, type SlackMessage } from './message.js';
import { mrkdwn } from './mrkdwn.js';
import type { Thread } from './thread.js';

/**
 * How long one step of an update may be where they are listed. Characters, before they are escaped. Ten of them take at most
 * 1,800 characters of JSON; with a message's 10,000 that is below Slack's 12,000.
 */
export const LABEL = 60;

/** The first message of a thread: the state that is shown, with the steps to it below the header. */
export function firstMessageOf({ shown, steps }: Pick<Thread, 'shown' | 'steps'>): SlackMessage {
  const line = steps.map(({ label }) => mrkdwn(label, LABEL * 2)).join(' → ');
  return { text: shown.text, blocks: [...shown.blocks.slice(0, 1), contextOf(line), ...shown.blocks.slice(1)] };
}
