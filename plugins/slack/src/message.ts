import { type Description, type Fact, fitLine, type HeadwindEvent, httpUrl, type Link } from '@headwind/plugin-api';
import { isBlank, mrkdwn } from './mrkdwn.js';

/** One block of Block Kit. */
export type Block = Readonly<Record<string, unknown>> & { readonly type: string };

/** What a message says, before anybody knows where it goes. */
export interface SlackMessage {
  /** Notifications and screen readers have this alone; otherwise the blocks are shown. */
  readonly text: string;
  /** The first is the header. */
  readonly blocks: readonly Block[];
}

// Slack's limits, in characters: docs.slack.dev/reference/block-kit. A text of mrkdwn is counted with its escapes.
const HEADER = 150;
const BUTTON_TEXT = 75;
const BUTTON_URL = 3_000;
const FIELDS_A_SECTION = 10;

/** The limit is 2,000 a field, the fact's name included. */
const FACT_NAME = 100;
/** A paragraph may have 3,000. */
const PARAGRAPH = 2_900;
/** Notifications cut it long before. */
const SUMMARY = 300;
const TIME = 100;

/** Slack takes 25 buttons, but nobody does. */
const BUTTONS = 5;
/** All URLs together, so that there is room for the facts. */
const BUTTON_URLS = 4_500;

/**
 * All blocks together, in characters of JSON. Slack is said to take fewer than 12,000; a thread's line of steps has the rest.
 * Without any fact a message is always below this: buttons take at most 6,000, and every other text is one of a few hundred.
 */
const BLOCKS = 10_000;

/** More are not shown, however short they are. */
const FACTS = 50;

/** The longest values, tried in turn until everything fits. The first is what a field takes beside its name. */
const VALUE_LIMITS = [1_800, 900, 450, 200, 100, 50];

/** Stands where a value is empty: Slack refuses empty texts, and a name without a value looks broken. */
const NO_VALUE = '–';

/** How much of a description is shown. */
interface Room {
  /** Characters of each value. */
  readonly value: number;
  readonly facts: number;
}

/** An event as a Slack message that keeps every limit: what is too long is cut, what is too much is left out. */
export function messageOf(description: Description, { time }: Pick<HeadwindEvent, 'time'>): SlackMessage {
  const { title, emoji, summary } = description;
  const facts = description.facts.filter(({ name, value }) => !isBlank(name) || !isBlank(value));
  const [widest, ...narrower] = roomsFor(Math.min(facts.length, FACTS));
  let blocks = blocksOf(description, facts, time, widest);
  for (const room of narrower) {
    if (JSON.stringify(blocks).length <= BLOCKS) break;
    blocks = blocksOf(description, facts, time, room);
  }
  return { text: mrkdwn(headline(emoji, isBlank(summary) ? title : summary, SUMMARY), SUMMARY), blocks };
}

/** From the widest to the narrowest; in the last there is no fact left. */
function roomsFor(facts: number): readonly [Room, ...Room[]] {
  const [widest = 0, ...narrower] = VALUE_LIMITS;
  const narrowest = VALUE_LIMITS.at(-1) ?? 0;
  const fewer = Array.from({ length: facts }, (_, index) => ({ value: narrowest, facts: facts - index - 1 }));
  return [{ value: widest, facts }, ...narrower.map((value) => ({ value, facts })), ...fewer];
}

function blocksOf(description: Description, facts: readonly Fact[], time: string, room: Room): readonly Block[] {
  const { title, emoji, text = '', links } = description;
  const fields = facts.slice(0, room.facts).map((fact) => mrkdwnObject(field(fact, room.value)));
  const left = facts.length - fields.length;
  return [
    { type: 'header', text: { type: 'plain_text', text: headline(emoji, title, HEADER), emoji: true } },
    ...(isBlank(text) ? [] : [section({ text: mrkdwnObject(mrkdwn(text, Math.min(PARAGRAPH, room.value * 2))) })]),
    ...chunks(fields).map((some) => section({ fields: some })),
    ...actionsOf(links),
    contextOf([when(time), ...(left === 0 ? [] : [`${left} more not shown`]), 'Headwind'].join(' · ')),
  ];
}

/** A line below, in small print. */
export function contextOf(text: string): Block {
  return { type: 'context', elements: [mrkdwnObject(text)] };
}

function section(content: Readonly<Record<string, unknown>>): Block {
  return { type: 'section', ...content };
}

/** `verbatim`: Slack makes no links, mentions or channel names out of what stands there. */
function mrkdwnObject(text: string): Readonly<Record<string, unknown>> {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** `🚀 Update Completed`; never empty. */
function headline(emoji: string, title: string, limit: number): string {
  const text = [emoji, title].filter((part) => !isBlank(part)).join(' ');
  return text === '' ? 'Headwind' : fitLine(text, limit);
}

/**
 * `*Container:*` and the value below it. The name keeps no character that could end its bold type or begin code. The value
 * is as it was published: its line is its own, so what formatting it has (`*`, `_`, `~`, backticks) goes no further.
 */
function field({ name, value }: Fact, limit: number): string {
  const shown = isBlank(value) ? NO_VALUE : mrkdwn(value, limit);
  if (isBlank(name)) return shown;
  return `*${mrkdwn(fitLine(name.replaceAll('*', '∗').replaceAll('`', "'"), FACT_NAME), FACT_NAME)}:*\n${shown}`;
}

/** In the reader's own time zone, and as the publisher wrote it where Slack cannot show that. */
function when(time: string): string {
  const seconds = Math.floor(Date.parse(time) / 1000);
  const fallback = mrkdwn(time, TIME);
  return seconds >= 0 ? `<!date^${seconds}^{date_short_pretty} at {time}|${fallback}>` : fallback;
}

/** A link that Slack would refuse is left out, since half of a URL leads nowhere. */
function actionsOf(links: readonly Link[]): Block[] {
  const buttons: Readonly<Record<string, unknown>>[] = [];
  let length = 0;
  for (const { text, url } of links) {
    const href = httpUrl(url, Math.min(BUTTON_URL, BUTTON_URLS - length));
    if (href === undefined || buttons.length === BUTTONS) continue;
    length += href.length;
    const label = isBlank(text) ? 'Open' : fitLine(text, BUTTON_TEXT);
    buttons.push({
      type: 'button',
      text: { type: 'plain_text', text: label, emoji: true },
      url: href,
      action_id: `open_${buttons.length}`,
    });
  }
  return buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons }];
}

function chunks<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / FIELDS_A_SECTION) }, (_, index) =>
    items.slice(index * FIELDS_A_SECTION, (index + 1) * FIELDS_A_SECTION),
  );
}
