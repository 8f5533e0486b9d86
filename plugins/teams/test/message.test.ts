import { type Description, describe as describeEvent, EVENT_KINDS, type HeadwindEvent } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { KUBERNETES_LOGO } from '../src/config.js';
import { MESSAGE_LIMIT, messageOf } from '../src/message.js';
import { faultsOf } from './card-check.js';

const LOGO = { logoUrl: KUBERNETES_LOGO };
const EVENT = eventOf('update_failed');

function cardOf(event: HeadwindEvent, description: Partial<Description> = {}) {
  return messageOf(event, { ...describeEvent(event), ...description }, LOGO).attachments[0].content;
}

function headOf(event: HeadwindEvent, description: Partial<Description> = {}): unknown {
  return cardOf(event, description).body[0];
}

describe('a message', () => {
  it('is a card in the envelope of a Workflows webhook', () => {
    expect(messageOf(EVENT, describeEvent(EVENT), LOGO)).toEqual({
      type: 'message',
      attachments: [
        { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: cardOf(EVENT) },
      ],
    });
  });

  it.each([
    ['update_detected', 'accent'],
    ['update_request_created', 'accent'],
    ['update_approved', 'accent'],
    ['update_rejected', 'warning'],
    ['update_completed', 'good'],
    ['update_failed', 'attention'],
    ['rollback_triggered', 'warning'],
    ['rollback_completed', 'good'],
    ['rollback_failed', 'attention'],
  ] as const)('of the kind %s has the colour %s', (kind, colour) => {
    const json = JSON.stringify(headOf(eventOf(kind)));
    expect(json).toContain(`"style":"${colour}"`);
    expect(json).toContain(`"color":"${colour}"`);
  });

  it.each(EVENT_KINDS)('of the kind %s is a card without fault, with title, logo, place and facts', (kind) => {
    const event = eventOf(kind);
    const card = cardOf(event);
    const { emoji, title, facts, summary } = describeEvent(event);
    expect(faultsOf(card)).toEqual([]);
    expect(card).toMatchObject({ version: '1.4', msteams: { width: 'Full' }, fallbackText: summary });
    const head = JSON.stringify(card.body[0]);
    expect(head).toContain(`${emoji} ${title}`);
    expect(head).toContain(KUBERNETES_LOGO);
    expect(head).toContain('production/nginx-deployment');
    expect(card.body[1]).toEqual({ type: 'FactSet', facts: facts.map(({ name, value }) => ({ title: name, value })) });
  });

  it.each([
    ['2025-11-06T10:30:00Z', '2025-11-06T10:30:00Z'],
    ['2025-11-06T10:30:00.123456Z', '2025-11-06T10:30:00Z'],
    ['2025-11-06T12:30:00+02:00', '2025-11-06T10:30:00Z'],
  ])('shows the time %s on the clock of each reader', (time, sent) => {
    expect(JSON.stringify(headOf(eventOf('update_failed', { time })))).toContain(
      ` · {{DATE(${sent},SHORT)}} {{TIME(${sent})}}"`,
    );
  });

  it.each(['yesterday', '9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00+14:00'])(
    'leaves out the time %s, which no client can show',
    (time) => {
      expect(JSON.stringify(headOf(eventOf('update_failed', { time })))).not.toContain('DATE');
    },
  );

  it('can do without a logo, and with another one', () => {
    const without = JSON.stringify(messageOf(EVENT, describeEvent(EVENT), { logoUrl: false }));
    expect(without).not.toContain('"Image"');
    const other = JSON.stringify(messageOf(EVENT, describeEvent(EVENT), { logoUrl: 'https://example.com/ü.png' }));
    expect(other).toContain('"url":"https://example.com/%C3%BC.png","altText":"Logo"');
  });

  it('shows the paragraph of a template below its head, as text and not as Markdown', () => {
    expect(cardOf(EVENT, { text: 'See *this*:\n[here](https://example.com)' }).body[1]).toEqual({
      type: 'TextBlock',
      text: 'See \\*this\\*:\n\n[here]\\(https://example.com)',
      wrap: true,
    });
  });

  it('has a button for each of the first five links', () => {
    const links = [
      { text: 'Approve\nnow', url: 'https://example.com/ü?a=b c' },
      { text: '', url: 'http://example.com/' },
      { text: 'No', url: 'javascript:alert(1)' },
      { text: 'No', url: 'nowhere' },
      ...Array.from({ length: 9 }, (_, index) => ({ text: `${index}`, url: `https://example.com/${index}` })),
    ];
    expect(cardOf(EVENT, { links }).actions).toEqual([
      { type: 'Action.OpenUrl', title: 'Approve now', url: 'https://example.com/%C3%BC?a=b%20c' },
      { type: 'Action.OpenUrl', title: 'Open', url: 'http://example.com/' },
      ...[0, 1, 2].map((index) => ({
        type: 'Action.OpenUrl',
        title: `${index}`,
        url: `https://example.com/${index}`,
      })),
    ]);
  });

  it('has no button for an address that would take the place of the rest', () => {
    const long = { text: 'Long', url: `https://example.com/${'a'.repeat(6_000)}` };
    const short = { text: 'Short', url: 'https://example.com/' };
    expect(cardOf(EVENT, { links: [long, short] }).actions?.map(({ title }) => title)).toEqual(['Short']);
  });

  it.each([
    ['five of 2,048 characters', 5, `https://example.com/${'a'.repeat(2_028)}`, 5],
    ['three full of backslashes', 3, `https://example.com/?${'\\'.repeat(1_978)}`, 3],
    ['five as long as can be', 5, `https://example.com/${'a'.repeat(5_980)}`, 0],
  ])('stays below the limit with links as long as possible: %s', (_, count, url, buttons) => {
    const links = Array.from({ length: count }, () => ({ text: 'Open', url }));
    const message = messageOf(EVENT, { ...describeEvent(EVENT), links }, LOGO);
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(MESSAGE_LIMIT);
    expect(message.attachments[0].content.actions ?? []).toHaveLength(buttons);
  });

  it('has no buttons without links, and no facts without values', () => {
    const card = cardOf(EVENT, { links: [], facts: [{ name: 'Empty', value: '\u0007 \n' }] });
    expect(card).not.toHaveProperty('actions');
    expect(card.body).toHaveLength(1);
  });

  it('has a title even when a template gives none', () => {
    expect(JSON.stringify(headOf(EVENT, { title: '', emoji: '' }))).toContain('"text":"update_failed"');
  });

  it('keeps an error message of two thousand characters', () => {
    const errorMessage = 'x'.repeat(2_000);
    expect(JSON.stringify(cardOf(eventOf('update_failed', { data: { errorMessage } })))).toContain(errorMessage);
  });

  it('shortens long values before it leaves out facts', () => {
    const facts = Array.from({ length: 30 }, (_, index) => ({ name: `Fact ${index}`, value: 'x'.repeat(5_000) }));
    const card = cardOf(EVENT, { facts });
    expect(card.body).toHaveLength(2);
    expect(JSON.stringify(card.body[1]).match(/xx…/g)).toHaveLength(30);
  });

  it('says how many facts it leaves out', () => {
    const facts = Array.from({ length: 60 }, (_, index) => ({ name: `Fact ${index}`, value: 'x' }));
    expect(cardOf(EVENT, { facts }).body.at(-1)).toMatchObject({ type: 'TextBlock', text: '… and 10 more' });
  });

  it('stays below the limit when everything in it is as long and as dear as can be', () => {
    const dear = '\\'.repeat(20_000);
    const url = `https://example.com/?${'\\'.repeat(1_990)}`;
    const description: Description = {
      title: dear,
      emoji: dear,
      severity: 'critical',
      summary: dear,
      text: dear,
      facts: Array.from({ length: 60 }, () => ({ name: dear, value: dear })),
      links: Array.from({ length: 10 }, () => ({ text: dear, url })),
    };
    const workload = { namespace: dear, name: dear };
    const logoUrl = `https://example.com/?${'\\'.repeat(320)}`;
    const message = messageOf(eventOf('rollback_failed', { workload }), description, { logoUrl });
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(MESSAGE_LIMIT);
  });
});
