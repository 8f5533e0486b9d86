import { withoutCredentials } from './without-credentials.js';

/** A value of the configuration in words, cut to a length that fits a line: `"1 day"`, `10`, `a list`, `nothing`. */
export function foundText(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(shortened(withoutCredentials(value)));
  if (typeof value !== 'object') return String(value);
  return Array.isArray(value) ? 'a list' : 'a mapping';
}

/** A key or another word of the configuration, without control characters. */
export function foundWord(word: string): string {
  return JSON.stringify(shortened(withoutCredentials(word))).slice(1, -1);
}

function shortened(text: string): string {
  return text.length > 64 ? `${text.slice(0, 63)}…` : text;
}
