import { fitLine, fitText } from '@headwind/plugin-api';

/*
 * `TextBlock` and `Fact` are Markdown, and Teams has no way to switch that off ("Format cards in Teams", Microsoft Learn).
 * Two parsers read it: one after CommonMark on the desktop and the web, and that of the Adaptive Cards library on phones,
 * which knows only emphasis, links and lists, takes `[` for the start of a link even after a backslash, and in older
 * clients shows the backslash of an escape. So a backslash stands only where a mark would have an effect:
 *
 * text from outside     would be                               is sent as
 * ───────────────────   ────────────────────────────────────   ─────────────────────────
 * * ` ~ <               emphasis, code, strikethrough, link    \* \` \~ \<
 * \                     the escape of what follows             \\
 * _ but within a word   emphasis                               \_     (my_image stays as it is)
 * ]( ]:                 a link or an image, a definition       ]\( ]\:
 * &lt; &#42;            another character                      \&lt; \&#42;
 * {{                    {{DATE(…)}}, a function of cards       {\{
 * # > - + 1. at the     heading, quotation, list, rule         \# \> \- \+ 1\.
 *   start of a line
 *
 * A line break becomes a paragraph, as Markdown has it; then nothing spans two lines, such as a table or an underlined
 * heading.
 */

const LINE_BREAKS = /[\n\v\f\r\u0085\p{Zl}\p{Zp}]+/u;

/** A value with more lines is cut off: a card is no place for a stack trace. */
const MOST_LINES = 20;

/** Text from outside as Markdown that shows it as it is, on one line. @param limit in characters shown */
export function markdownLine(text: string, limit: number): string {
  return escapeLine(fitLine(text, limit));
}

/** Text from outside as Markdown that shows it as it is, line by line. @param limit in characters shown */
export function markdownLines(text: string, limit: number): string {
  const lines = text
    .split(LINE_BREAKS)
    .map((line) => fitLine(line, line.length))
    .filter((line) => line !== '');
  const kept = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), '…'] : lines;
  return fitText(kept.join('\n'), limit)
    .split('\n')
    .map((line) => escapeLine(line.trim()))
    .filter((line) => line !== '')
    .join('\n\n');
}

function escapeLine(line: string): string {
  return line
    .replace(/[\\*`~<]/g, '\\$&')
    .replace(/(?<![A-Za-z0-9_])_+|_+(?![A-Za-z0-9_])/g, (run) => run.replaceAll('_', '\\_'))
    .replace(/\](?=[(:])/g, ']\\')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/\{(?=\{)/g, '{\\')
    .replace(/^(?:[#>]|[-+](?=[\s-]|$))/, '\\$&')
    .replace(/^(\d+)(?=[.)](?:\s|$))/, '$1\\');
}
