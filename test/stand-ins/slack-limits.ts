import { type Fields, isFields } from './fields.js';

/** All blocks of a message together, as JSON. Known from third parties alone; the other figures are in the documentation. */
const ALL_BLOCKS = 12_000;

/** What is wrong with a message by the documented limits of Block Kit (docs.slack.dev/reference/block-kit), one sentence each. */
export function breachesOf({ text, blocks }: Fields): string[] {
  if (!Array.isArray(blocks)) return ['blocks: must be an array'];
  const all = blocks.filter(isFields);
  const actionIds = all.flatMap(elementsOf).flatMap(({ action_id }) => (action_id === undefined ? [] : [action_id]));
  return [
    ...textBreaches('text', text, 3_000),
    ...(blocks.length < 1 || blocks.length > 50 ? ['blocks: no more than 50 items allowed'] : []),
    ...(all.length < blocks.length ? ['blocks: must be objects'] : []),
    ...(JSON.stringify(blocks).length >= ALL_BLOCKS ? ['blocks: too long'] : []),
    ...(new Set(actionIds).size < actionIds.length ? ['blocks: action_id already exists'] : []),
    ...all.flatMap((block, index) => blockBreaches(block).map((breach) => `blocks/${index}: ${breach}`)),
  ];
}

function blockBreaches(block: Fields): string[] {
  switch (block.type) {
    case 'header':
      return textObjectBreaches(block.text, 150, ['plain_text']);
    case 'section':
      return sectionBreaches(block);
    case 'context':
      return [
        ...countBreaches('elements', elementsOf(block), 10),
        ...elementsOf(block).flatMap((element) => textObjectBreaches(element, 3_000, ['plain_text', 'mrkdwn'])),
      ];
    case 'actions':
      return [...countBreaches('elements', elementsOf(block), 25), ...elementsOf(block).flatMap(buttonBreaches)];
    default:
      return [`unsupported type ${String(block.type)}`];
  }
}

function sectionBreaches({ text, fields }: Fields): string[] {
  if (text === undefined && fields === undefined) return ['must have text or fields'];
  const all = Array.isArray(fields) ? fields : [];
  return [
    ...(text === undefined ? [] : textObjectBreaches(text, 3_000, ['plain_text', 'mrkdwn'])),
    ...(fields === undefined ? [] : countBreaches('fields', all, 10)),
    ...all.flatMap((field) => textObjectBreaches(field, 2_000, ['plain_text', 'mrkdwn'])),
  ];
}

function buttonBreaches({ type, text, url, action_id }: Fields): string[] {
  return [
    ...(type === 'button' ? [] : [`unsupported element ${String(type)}`]),
    ...textObjectBreaches(text, 75, ['plain_text']),
    ...(url === undefined ? [] : urlBreaches(url)),
    ...(action_id === undefined ? [] : textBreaches('action_id', action_id, 255)),
  ];
}

function urlBreaches(url: unknown): string[] {
  const isUrl = typeof url === 'string' && /^https?:\/\/\S+$/.test(url) && URL.canParse(url);
  return isUrl ? textBreaches('url', url, 3_000) : ['url: must be a valid URL'];
}

function textObjectBreaches(value: unknown, limit: number, types: readonly string[]): string[] {
  if (!isFields(value) || !types.includes(String(value.type))) return [`expected a text of type ${types.join(' or ')}`];
  const other = value.type === 'mrkdwn' ? value.emoji : value.verbatim;
  return [
    ...(other === undefined ? [] : ['a key of another type of text']),
    ...textBreaches('text', value.text, limit),
  ];
}

function textBreaches(name: string, text: unknown, limit: number): string[] {
  if (typeof text !== 'string') return [`${name}: must be a string`];
  if (text.trim() === '') return [`${name}: must be more than 0 characters`];
  return text.length > limit ? [`${name}: must be less than ${limit + 1} characters`] : [];
}

function countBreaches(name: string, items: readonly unknown[], limit: number): string[] {
  return items.length >= 1 && items.length <= limit
    ? []
    : [`${name}: no more than ${limit} items allowed, and no fewer than 1`];
}

function elementsOf({ elements }: Fields): Fields[] {
  return Array.isArray(elements) ? elements.filter(isFields) : [];
}
