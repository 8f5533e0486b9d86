export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** Of its fence, counted from 1. */
  readonly line: number;
  /** The heading that it stands below, whatever its level. */
  readonly heading: string;
  /** What the comment `<!-- test: … -->` on the line above says; empty without one. */
  readonly note: string;
}

/** A fenced block; one inside a list is as far in as the list. */
const FENCE = /^([ ]*)(`{3,})([\w-]*)[^\n]*\n([\s\S]*?)^\1\2[ ]*$/gm;

/** `[text](target)`, images included. */
const LINK = /\[[^\]]*\]\(([^()\s]+)\)/g;

const HEADING = /^#{1,6} +(.+?) *$/gm;

const NOTE = /<!-- test: ([^\n]+?) -->\n\s*$/;

export function codeBlocksOf(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(FENCE)].map(({ 1: indent = '', 3: language = '', 4: text = '', index }) => {
    const before = markdown.slice(0, index);
    return {
      language,
      text: indent === '' ? text : text.replaceAll(`\n${indent}`, '\n').replace(indent, ''),
      line: before.split('\n').length,
      heading: [...withoutBlocks(before).matchAll(HEADING)].at(-1)?.[1] ?? '',
      note: NOTE.exec(before)?.[1] ?? '',
    };
  });
}

/** Where the links lead, outside of code. */
export function linksOf(markdown: string): string[] {
  return [
    ...withoutBlocks(markdown)
      .replaceAll(/`[^`\n]*`/g, '')
      .matchAll(LINK),
  ].map(([, target = '']) => target);
}

/** What a link can name after `#`, as GitHub makes it from the headings. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutBlocks(markdown).matchAll(HEADING)) {
    const anchor = anchorOf(heading);
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count += 1) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

function anchorOf(heading: string): string {
  const text = heading.replaceAll(LINK, (link) => link.slice(1, link.indexOf(']'))).replaceAll(/&\w+;/g, '');
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

function withoutBlocks(markdown: string): string {
  return markdown.replaceAll(FENCE, '');
}
