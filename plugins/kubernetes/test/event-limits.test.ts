import { expect, it } from 'vitest';
import { MAX_IMAGE, MAX_LINE, MAX_NAME, MAX_TEXT } from '../../../core/bus/src/event-limits.js';
import { lineText, longText, nameText } from '../src/object-fields.js';
import { updateLink } from '../src/update-link.js';

const LONG = 'x'.repeat(100_000);

it('texts are cut where the bus refuses longer ones, and no sooner', () => {
  expect([nameText(LONG), lineText(LONG), longText(LONG)].map((text) => text?.length)).toEqual([
    MAX_NAME,
    MAX_LINE,
    MAX_TEXT,
  ]);
  // Images are cut as lines.
  expect(MAX_LINE).toBeLessThanOrEqual(MAX_IMAGE);
});

it('a link is left out where the bus refuses it as too long, and no sooner', () => {
  const base = 'https://ui.example.com/updates/a/';
  const name = 'x'.repeat(MAX_LINE - base.length);
  expect(updateLink('https://ui.example.com', 'a', name)).toHaveLength(MAX_LINE);
  expect(updateLink('https://ui.example.com', 'a', `${name}x`)).toBeUndefined();
});
