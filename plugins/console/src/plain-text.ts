import { stripVTControlCharacters } from 'node:util';

/** Line breaks of every kind, and tabs: a value must not look like a line of our own. */
const BREAKS = /[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]+/gu;

/** The other control characters, and those that reorder the text around them (bidirectional controls). */
const CONTROLS = /[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * A value from outside as harmless text on one line: nothing in it steers the terminal (escape sequences), forges a line,
 * or hides what it says.
 */
export function plainText(value: string): string {
  return stripVTControlCharacters(value).replace(BREAKS, ' ').replace(CONTROLS, '');
}
