import { fitText } from '@headwind/plugin-api';

/** Nothing but spaces, control characters and characters that show nothing, such as the zero-width space. */
const BLANK = /^[\s\p{Cc}\p{Cf}]*$/u;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Whether a reader would see nothing; Slack refuses texts that are empty. */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
}

/**
 * For a field with mrkdwn: `&`, `<` and `>` are escaped, so that nothing in the text becomes a mention or a link. It is
 * cut between characters, and never within an entity.
 *
 * @param limit of the escaped text, in UTF-16 code units
 */
export function mrkdwn(text: string, limit: number): string {
  const clean = fitText(text, limit);
  const escaped = escapeMarkup(clean);
  if (escaped.length <= limit) return escaped;
  let kept = '';
  for (const character of clean) {
    const next = kept + escapeMarkup(character);
    if (next.length >= limit) break;
    kept = next;
  }
  return `${kept.trimEnd()}…`;
}

function escapeMarkup(text: string): string {
  return text.replace(/[&<>]/g, (character) => ESCAPES[character] ?? character);
}
