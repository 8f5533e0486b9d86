import { describe as describeEvent } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { messageOf } from '../src/message.js';
import { faultsOf } from './card-check.js';

const EVENT = eventOf('update_request_created');

/** The card with every occurrence of a text in its JSON replaced. */
function cardWith(text: string, replacement: string): unknown {
  const [{ content }] = messageOf(EVENT, describeEvent(EVENT), { logoUrl: 'https://example.com/logo.png' }).attachments;
  const json = JSON.stringify(content);
  expect(json).toContain(text);
  return JSON.parse(json.replaceAll(text, replacement));
}

describe("the check by Microsoft's library", () => {
  it('finds nothing wrong with a card', () => {
    expect(faultsOf(cardWith('nginx', 'nginx'))).toEqual([]);
  });

  it.each([
    ['a colour that does not exist', '"color":"accent"', '"color":"Foo"'],
    ['a colour as a hex value', '"color":"accent"', '"color":"#00ff00"'],
    ['a style that does not exist', '"style":"accent"', '"style":"loud"'],
    ['an element that does not exist', '"FactSet"', '"FactTable"'],
    ['an action that does not exist', '"Action.OpenUrl"', '"Action.Approve"'],
    ['a button that leads nowhere', ',"url":"https://headwind.example.com', ',"link":"https://headwind.example.com'],
    ['a version that does not exist', '"version":"1.4"', '"version":"one"'],
  ])('finds %s', (_, text, replacement) => {
    expect(faultsOf(cardWith(text, replacement))).not.toEqual([]);
  });
});
