import { fitText } from '@headwind/plugin-api';

/** They make text read otherwise than it is written. */
const BIDI_CONTROLS = /\p{Bidi_Control}/gu;

/**
 * Text from outside for a field with a limit. Opsgenie shows the same text as HTML (browser, mail) and as plain text
 * (push, SMS, voice), so an entity would be read out as `&lt;`: the bracket that opens a tag becomes `‹` instead.
 *
 * @param limit in UTF-16 code units
 */
export function plainText(text: string, limit: number): string {
  return fitText(text.replace(BIDI_CONTROLS, '').replaceAll('<', '‹'), limit).trim();
}

/** The same on one line. */
export function plainLine(text: string, limit: number): string {
  return plainText(text.replace(/\s+/gu, ' '), limit);
}
