import { type Description, describe as describeEvent } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { breachesOf } from '../../../test/stand-ins/slack-limits.js';
import { type Block, messageOf } from '../src/message.js';

const CREATED = eventOf('update_request_created');

/** The message of an event whose description is changed. */
function messageWith(change: Partial<Description>) {
  return messageOf({ ...describeEvent(CREATED), ...change }, CREATED);
}

/** The texts of the blocks of a type, in order. */
function textsOf(blocks: readonly Block[], type: string): string[] {
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) collect(each);
    else if (typeof value === 'object' && value !== null) {
      if ('text' in value && typeof value.text === 'string') texts.push(value.text);
      else Object.values(value).forEach(collect);
    }
  };
  collect(blocks.filter((block) => block.type === type));
  return texts;
}

describe('a message', () => {
  it("has the specification's title and facts, and a button for each link", () => {
    const { text, blocks } = messageOf(describeEvent(CREATED), CREATED);
    expect(text).toBe('🔔 New Update Request: nginx-deployment (production), nginx:1.26.0 → nginx:1.27.0');
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'actions', 'context']);
    expect(textsOf(blocks, 'header')).toEqual(['🔔 New Update Request']);
    expect(textsOf(blocks, 'section')).toEqual([
      '*Namespace:*\nproduction',
      '*Deployment:*\nnginx-deployment',
      '*Container:*\nnginx',
      '*Current Image:*\nnginx:1.26.0',
      '*New Image:*\nnginx:1.27.0',
      '*Policy:*\nminor',
    ]);
    expect(blocks[2]).toMatchObject({
      elements: [
        { type: 'button', text: { text: 'Approve' }, action_id: 'open_0', url: expect.stringContaining('/approve') },
        { type: 'button', text: { text: 'Open in Headwind' }, action_id: 'open_1' },
      ],
    });
  });

  it("shows the time in the reader's own time zone", () => {
    const { blocks } = messageOf(describeEvent(CREATED), { time: '2025-11-06T10:30:00.500+01:00' });
    expect(textsOf(blocks, 'context')).toEqual([
      '<!date^1762421400^{date_short_pretty} at {time}|2025-11-06T10:30:00.500+01:00> · Headwind',
    ]);
  });

  it('shows a time that Slack cannot show as it was written', () => {
    const { blocks } = messageOf(describeEvent(CREATED), { time: '1816-11-06T10:30:00Z' });
    expect(textsOf(blocks, 'context')).toEqual(['1816-11-06T10:30:00Z · Headwind']);
  });

  it('has the paragraph of a template below the header, its formatting kept', () => {
    const { blocks } = messageWith({ text: '*Runbook:* see the wiki' });
    expect(blocks[1]).toEqual({
      type: 'section',
      text: { type: 'mrkdwn', text: '*Runbook:* see the wiki', verbatim: true },
    });
  });

  it('escapes what comes from outside, so that nobody is mentioned', () => {
    const { text, blocks } = messageWith({
      summary: '<!channel> & co',
      text: '<@U012345>',
      facts: [{ name: '<name>', value: '<https://evil.example.com|click> &amp;' }],
    });
    expect(text).toBe('🔔 &lt;!channel&gt; &amp; co');
    expect(textsOf(blocks, 'section')).toEqual([
      '&lt;@U012345&gt;',
      '*&lt;name&gt;:*\n&lt;https://evil.example.com|click&gt; &amp;amp;',
    ]);
    expect(JSON.stringify(blocks).match(/"type":"mrkdwn"/g)).toHaveLength(3);
    expect(JSON.stringify(blocks).match(/"verbatim":true/g)).toHaveLength(3);
  });

  it('lets a name neither end its bold type nor begin code, and keeps a value as it is', () => {
    const { blocks } = messageWith({ facts: [{ name: ' a*b`c\nd ', value: '*-alpine_x` ~y~' }] });
    expect(textsOf(blocks, 'section')).toEqual(["*a∗b'c d:*\n*-alpine_x` ~y~"]);
  });

  it('cuts no character and no entity in half', () => {
    const value = '&🚀'.repeat(2_000);
    const [field = ''] = textsOf(messageWith({ facts: [{ name: 'Error', value }] }).blocks, 'section');
    expect(field).toMatch(/^\*Error:\*\n(&amp;🚀)+(&amp;)?…$/u);
    expect(field.length).toBeLessThanOrEqual(2_000);
    expect(field.length).toBeGreaterThan(1_700);
  });

  it.each(['', ' ', '\n', '\u200b', '\u0000'])('shows a dash for the value %j', (value) => {
    expect(textsOf(messageWith({ facts: [{ name: 'Reason', value }] }).blocks, 'section')).toEqual(['*Reason:*\n–']);
  });

  it('shows a value without a name, and nothing for neither', () => {
    const facts = [
      { name: '', value: 'alone' },
      { name: ' ', value: '' },
    ];
    expect(textsOf(messageWith({ facts }).blocks, 'section')).toEqual(['alone']);
  });

  it('is never without a title', () => {
    const { text, blocks } = messageWith({ title: '', emoji: '', summary: ' ', facts: [], links: [] });
    expect(text).toBe('Headwind');
    expect(textsOf(blocks, 'header')).toEqual(['Headwind']);
    expect(breachesOf({ text, blocks })).toEqual([]);
  });

  it('gives many facts several sections, and says how many it does not show', () => {
    const some = Array.from({ length: 24 }, (_, index) => ({ name: `n${index}`, value: 'v' }));
    const few = messageWith({ facts: some }).blocks.filter(({ type }) => type === 'section');
    expect(few.map(({ fields }) => (Array.isArray(fields) ? fields.length : 0))).toEqual([10, 10, 4]);

    const many = Array.from({ length: 600 }, (_, index) => ({ name: `n${index}`, value: 'v'.repeat(400) }));
    const { text, blocks } = messageWith({ facts: many });
    const shown = textsOf(blocks, 'section').length;
    expect(shown).toBeGreaterThan(40);
    expect(textsOf(blocks, 'context').join()).toContain(` · ${600 - shown} more not shown · `);
    expect(breachesOf({ text, blocks })).toEqual([]);
  });

  it('shortens long values and leaves short ones alone', () => {
    const facts = [
      { name: 'Short', value: 'nginx:1.27.0' },
      ...Array.from({ length: 12 }, (_, index) => ({ name: `Long ${index}`, value: 'x'.repeat(16_000) })),
    ];
    const [short, long = ''] = textsOf(messageWith({ facts }).blocks, 'section');
    expect(short).toBe('*Short:*\nnginx:1.27.0');
    expect(long.length).toBeGreaterThan(400);
    expect(long.endsWith('x…')).toBe(true);
  });

  it('leaves out a link that Slack would refuse, since half of it leads nowhere', () => {
    const links = [
      { text: 'long', url: `https://example.com/${'a'.repeat(3_000)}` },
      { text: 'script', url: 'javascript:alert(1)' },
      { text: 'none', url: 'nowhere' },
      { text: '', url: 'https://example.com/ä b' },
    ];
    expect(messageWith({ links }).blocks.find(({ type }) => type === 'actions')).toMatchObject({
      elements: [{ text: { text: 'Open' }, url: 'https://example.com/%C3%A4%20b' }],
    });
  });

  it('has five buttons at most', () => {
    const links = Array.from({ length: 7 }, (_, index) => ({
      text: `link ${index}`,
      url: `https://example.com/${index}`,
    }));
    expect(textsOf(messageWith({ links }).blocks, 'actions')).toEqual([
      'link 0',
      'link 1',
      'link 2',
      'link 3',
      'link 4',
    ]);
  });

  it('has no more of long links than leaves room for the facts, and a short one behind them all the same', () => {
    const long = ['one', 'two', 'three'].map((text) => ({
      text,
      url: `https://example.com/${text}`.padEnd(2_048, 'a'),
    }));
    const links = [...long, { text: 'short', url: 'https://example.com/short' }];
    expect(textsOf(messageWith({ links }).blocks, 'actions')).toEqual(['one', 'two', 'short']);
  });

  it.each(['\\', '"', '&', '\n', '🚀'])('stays below 10,000 characters of JSON with the most of %j', (part) => {
    const most = `x${part.repeat(3_000)}`;
    const facts = Array.from({ length: 60 }, () => ({ name: most, value: most }));
    for (const filler of ['a', '\\']) {
      const link = { text: most, url: 'https://example.com/?'.padEnd(900, filler) };
      const { blocks } = messageWith({
        title: most,
        emoji: most,
        summary: most,
        text: most,
        facts,
        links: Array(5).fill(link),
      });
      expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(10_000);
    }
  });
});
