import type { Description, HeadwindEvent } from '@headwind/plugin-api';
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

/**
 * From what is comfortable to read to what always fits: first long values are shortened, then facts are left out. At the
 * last step a message takes at most about 17,000 bytes: 4 for a character of text from outside (a backslash, escaped in
 * Markdown and in JSON), 1 for a character of an address.
 */
const ALLOWANCES: readonly Allowance[] = [
  { value: 2_000, facts: 50 },
  { value: 1_000, facts: 50 },
  { value: 500, facts: 50 },
  { value: 250, facts: 50 },
  { value: 120, facts: 50 },
  { value: 120, facts: 25 },
  { value: 120, facts: 12 },
];

const SMALLEST: Allowance = { value: 80, facts: 8 };

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
  return enclose(cardOf(event, description, SMALLEST, logoUrl));
}

function enclose(content: AdaptiveCard): TeamsMessage {
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}
