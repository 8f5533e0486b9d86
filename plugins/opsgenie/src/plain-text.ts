import { fitLine, fitText } from '@headwind/plugin-api';

/**
 * Text from outside for a field with a limit. Opsgenie shows the same text as HTML (browser, mail) and as plain text
 * (push, SMS, voice), so an entity would be read out as `&lt;`: the bracket that opens a tag becomes `‹` instead.
 *
 * @param limit in UTF-16 code units
 */
export function plainText(text: string, limit: number): string {
  return fitText(withoutTags(text), limit).trim();
}

/** The same on one line. */
export function plainLine(text: string, limit: number): string {
  return fitLine(withoutTags(text), limit);
}

function withoutTags(text: string): string {
  return text.replaceAll('<', '‹');
}
