import type { Description, HeadwindEvent } from '@headwind/plugin-api';
import { MOST_ACTIONS } from './actions.js';
import { type AdaptiveCard, type Allowance, cardOf } from './card.js';
import type { TeamsConfig } from './config.js';

/** What a Workflows webhook takes, and a connector as well: an activity with one card attached. */
export interface TeamsMessage {
  readonly type: 'message';
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive';
      readonly contentUrl: null;
      readonly content: AdaptiveCard;
    },
  ];
}

/**
 * A message stays below so many bytes of UTF-8. Microsoft documents 28 KB ("Create Incoming Webhooks"), but cards were
 * seen to fail from 21 KB on.
 */
export const MESSAGE_LIMIT = 20_000;

/** From what is comfortable to read to little: first long values are shortened, then facts are left out. */
const ALLOWANCES: readonly Allowance[] = [
  { value: 2_000, facts: 50, links: MOST_ACTIONS },
  { value: 1_000, facts: 50, links: MOST_ACTIONS },
  { value: 500, facts: 50, links: MOST_ACTIONS },
  { value: 250, facts: 50, links: MOST_ACTIONS },
  { value: 120, facts: 50, links: MOST_ACTIONS },
  { value: 120, facts: 25, links: MOST_ACTIONS },
  { value: 120, facts: 12, links: MOST_ACTIONS },
  { value: 80, facts: 8, links: MOST_ACTIONS },
];

/**
 * Without the addresses, which cannot be shortened, a message takes at most about 11,000 bytes: 4 for a character of text
 * from outside (a backslash, escaped in Markdown and in JSON), 1 for a character of the logo's address.
 */
const WITHOUT_LINKS: Allowance = { value: 80, facts: 8, links: 0 };

/** The event as Teams gets it: the most of it that stays below the limit. */
export function messageOf(
  event: HeadwindEvent,
  description: Description,
  { logoUrl }: Pick<TeamsConfig, 'logoUrl'>,
): TeamsMessage {
  for (const allowance of ALLOWANCES) {
    const message = enclose(cardOf(event, description, allowance, logoUrl));
    if (Buffer.byteLength(JSON.stringify(message)) < MESSAGE_LIMIT) return message;
  }
  return enclose(cardOf(event, description, WITHOUT_LINKS, logoUrl));
}

function enclose(content: AdaptiveCard): TeamsMessage {
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}
