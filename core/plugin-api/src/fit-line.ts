import { fitText } from './fit-text.js';

/** As `fitText`, on one line: every run of white space, line breaks included, becomes one space. */
export function fitLine(text: string, limit: number): string {
  return fitText(text.replace(/[\s\u0085]+/g, ' ').trim(), limit).trim();
}
