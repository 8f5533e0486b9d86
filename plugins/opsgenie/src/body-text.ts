import { type Description, httpUrl, type Link } from '@headwind/plugin-api';
import { plainLine, plainText } from './plain-text.js';

/** Characters of each part, so that a long paragraph leaves room for the facts, and both for the links. */
const PARAGRAPH = 4_000;
const FACTS = 6_000;
const LINKS = 4_900;

const NAME_LENGTH = 100;
const VALUE_LENGTH = 1_500;

/**
 * What to read below the message: the paragraph of a template, the facts, the links. At most 14,904 characters, for a
 * description may have 15,000 and a note 25,000 (docs.opsgenie.com, "Alert API").
 */
export function bodyTextOf({ text, facts, links }: Description): string {
  const paragraph = plainText(text ?? '', PARAGRAPH);
  const factLines = facts
    .map(({ name, value }) => ({ name: plainLine(name, NAME_LENGTH), value: plainText(value, VALUE_LENGTH) }))
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => (name === '' ? value : `${name}: ${value}`));
  const linkLines = links.flatMap(linkLine);
  return [paragraph, linesWithin(FACTS, factLines), linesWithin(LINKS, linkLines)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The lines for which there is room, whole: half an address would lead elsewhere. */
function linesWithin(limit: number, lines: readonly string[]): string {
  const kept: string[] = [];
  let room = limit;
  for (const line of lines) {
    if (line.length + 1 > room) continue;
    kept.push(line);
    room -= line.length + 1;
  }
  return kept.join('\n');
}

/** None for what is no http or https address, and for one for which there would be no room. */
function linkLine({ text, url }: Link): string[] {
  const address = httpUrl(url, LINKS);
  const name = plainLine(text, NAME_LENGTH);
  if (address === undefined) return [];
  return [name === '' ? address : `${name}: ${address}`];
}
