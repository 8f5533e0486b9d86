import type { Appearance } from './config.js';
import type { SlackMessage } from './message.js';

/** What is posted, to a webhook and with a token alike. Links are not unfolded: a picture of a web page helps nobody here. */
export function postBody(
  { channel, username, iconEmoji }: Appearance,
  { text, blocks }: SlackMessage,
): Readonly<Record<string, unknown>> {
  return {
    ...(channel !== undefined && { channel }),
    ...(username !== undefined && { username }),
    ...(iconEmoji !== undefined && { icon_emoji: iconEmoji }),
    text,
    blocks,
    unfurl_links: false,
    unfurl_media: false,
  };
}
