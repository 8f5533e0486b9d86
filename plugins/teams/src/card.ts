import { type Description, type HeadwindEvent, utcTimeOf } from '@headwind/plugin-api';
import { actionsOf, type OpenUrl } from './actions.js';
import { colourOf } from './colour.js';
import { KUBERNETES_LOGO, logoAddressOf, type TeamsConfig } from './config.js';
import { markdownLine, markdownLines } from './markdown-text.js';

/** An element of Adaptive Cards 1.4 (adaptivecards.io/explorer). */
export interface CardElement {
  readonly type: string;
  readonly [property: string]: unknown;
}

/** What Teams shows: an Adaptive Card of version 1.4, the newest that every client and workflow shows. */
export interface AdaptiveCard {
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  readonly type: 'AdaptiveCard';
  readonly version: '1.4';
  /** For a client that cannot show this version. */
  readonly fallbackText: string;
  readonly body: readonly CardElement[];
  readonly actions?: readonly OpenUrl[];
  /** Teams' own: as wide as the channel. */
  readonly msteams: { readonly width: 'Full' };
}

/** How much of an event a card shows. */
export interface Allowance {
  /** The longest value of a fact, and the longest paragraph, in characters shown. */
  readonly value: number;
  readonly facts: number;
  /** Buttons. */
  readonly links: number;
}

/** In characters shown. */
const LONGEST = { title: 150, place: 250, factName: 60, summary: 300 } as const;

export function cardOf(
  event: HeadwindEvent,
  description: Description,
  allowance: Allowance,
  logoUrl: TeamsConfig['logoUrl'],
): AdaptiveCard {
  const actions = actionsOf(description.links, allowance.links);
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: markdownLine(description.summary, LONGEST.summary) || event.kind,
    body: [head(event, description, logoUrl), ...paragraph(description, allowance), ...facts(description, allowance)],
    ...(actions.length > 0 && { actions }),
    msteams: { width: 'Full' },
  };
}

function head(event: HeadwindEvent, description: Description, logoUrl: TeamsConfig['logoUrl']): CardElement {
  const { title, emoji, severity } = description;
  const colour = colourOf(event.kind, severity);
  const { namespace, name } = event.workload;
  const place = markdownLine(`${namespace}/${name}`, LONGEST.place);
  const text = [
    {
      type: 'TextBlock',
      text: markdownLine(`${emoji} ${title}`, LONGEST.title) || event.kind,
      size: 'Large',
      weight: 'Bolder',
      color: colour,
      wrap: true,
    },
    { type: 'TextBlock', text: `${place}${timeText(event)}`, isSubtle: true, spacing: 'None', wrap: true },
  ];
  return {
    type: 'Container',
    style: colour,
    bleed: true,
    items: [
      {
        type: 'ColumnSet',
        columns: [
          ...logo(logoUrl),
          { type: 'Column', width: 'stretch', verticalContentAlignment: 'Center', items: text },
        ],
      },
    ],
  };
}

function logo(url: TeamsConfig['logoUrl']): CardElement[] {
  const address = url === false ? undefined : logoAddressOf(url);
  if (address === undefined) return [];
  const altText = url === KUBERNETES_LOGO ? 'Kubernetes' : 'Logo';
  const image = { type: 'Image', url: address, altText, size: 'Small' };
  return [{ type: 'Column', width: 'auto', verticalContentAlignment: 'Center', items: [image] }];
}

/**
 * The time as each reader's clock and language have it: DATE and TIME are functions of Adaptive Cards, and take a time
 * with seconds and without fractions alone.
 */
function timeText(event: HeadwindEvent): string {
  const time = utcTimeOf(event);
  return time === undefined ? '' : ` · {{DATE(${time},SHORT)}} {{TIME(${time})}}`;
}

function paragraph({ text = '' }: Description, { value }: Allowance): CardElement[] {
  const shown = markdownLines(text, value);
  return shown === '' ? [] : [{ type: 'TextBlock', text: shown, wrap: true }];
}

function facts(description: Description, allowance: Allowance): CardElement[] {
  const shown = description.facts
    .slice(0, allowance.facts)
    .map(({ name, value }) => ({
      title: markdownLine(name, LONGEST.factName),
      value: markdownLines(value, allowance.value),
    }))
    .filter(({ value }) => value !== '');
  const left = description.facts.length - allowance.facts;
  return [
    ...(shown.length > 0 ? [{ type: 'FactSet', facts: shown }] : []),
    ...(left > 0 ? [{ type: 'TextBlock', text: `… and ${left} more`, isSubtle: true, size: 'Small' }] : []),
  ];
}
