import { stripVTControlCharacters } from 'node:util';

/** Line breaks of every kind, and tabs. */
const BREAKS = /[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]+/gu;

/** Control characters, those aside that are meant in a text of several lines, and those that reorder the text around them. */
const CONTROLS = /[^\P{Cc}\n\t]|\p{Bidi_Control}/gu;

/** What JSON leaves as it is, and a terminal obeys. */
const CONTROLS_IN_JSON = /[\u007f-\u009f]|\p{Bidi_Control}/gu;

/** A text of several lines from outside, without anything that steers the terminal. */
export function printableText(text: string): string {
  return stripVTControlCharacters(text).replaceAll('\r\n', '\n').replace(CONTROLS, '');
}

/** A text from outside on one line. */
export function printableLine(text: string): string {
  return printableText(text.replace(BREAKS, ' ')).trim();
}

/** A value as JSON, indented; what a terminal would obey is escaped, so that it is the same JSON. */
export function printableJson(value: unknown): string {
  return escapedJson(value, 2);
}

/** The same on one line. */
export function printableJsonLine(value: unknown): string {
  return escapedJson(value, 0);
}

function escapedJson(value: unknown, indent: number): string {
  const json: string | undefined = JSON.stringify(value, undefined, indent);
  return (json ?? 'null').replace(CONTROLS_IN_JSON, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
