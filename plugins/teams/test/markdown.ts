/** Stands for an escaped character: neither a letter nor a mark. */
const ESCAPED = '\ue000';

const LIVE = [
  /[*`~<]/,
  /(?<![A-Za-z0-9_])_|_(?![A-Za-z0-9_])/,
  /\]\(|\]:/,
  /\{\{/,
  /&#?\w+;/,
  /^\s*(#|>|[-+](\s|$)|\d+[.)](\s|$)|-{3})/,
  /\\/,
];

/** The marks of one line of Markdown that have an effect: emphasis, code, links, entities, functions, lists, headings. */
export function liveMarks(line: string): readonly string[] {
  const rest = line.replace(/\\[!-/:-@[-`{-~]/g, ESCAPED);
  return LIVE.flatMap((mark) => mark.exec(rest)?.[0] ?? []);
}

/** What a reader sees of a line without live marks. */
export function shownBy(line: string): string {
  return line.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}
