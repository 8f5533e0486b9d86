import { fitLine } from '@headwind/plugin-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownLine, markdownLines } from '../src/markdown-text.js';
import { liveMarks, shownBy } from './markdown.js';

describe('text from outside in a card', () => {
  it.each([
    ['ghcr.io/my_team/my_app_v2:1.27.0-rc.1', 'ghcr.io/my_team/my_app_v2:1.27.0-rc.1'],
    ['deployments.apps "nginx" is forbidden: [a, b] (c)', 'deployments.apps "nginx" is forbidden: [a, b] (c)'],
    ['nginx:1.26.0 → nginx:1.27.0', 'nginx:1.26.0 → nginx:1.27.0'],
    ['R&D + QA - 50% #3', 'R&D + QA - 50% #3'],
    ['nginx@sha256:b1946ac92492d234', 'nginx@sha256:b1946ac92492d234'],
  ])('has no backslash where no mark would have an effect: %s', (text, sent) => {
    expect(markdownLine(text, 100)).toBe(sent);
  });

  it.each([
    ['*bold* **bolder**', '\\*bold\\* \\*\\*bolder\\*\\*'],
    ['_italic_ my__image _', '\\_italic\\_ my__image \\_'],
    ['更_x_新', '更\\_x\\_新'],
    ['`code` ~struck~', '\\`code\\` \\~struck\\~'],
    ['[link](https://example.com)', '[link]\\(https://example.com)'],
    ['![image](x)', '![image]\\(x)'],
    ['[link]: https://example.com', '[link]\\: https://example.com'],
    ['<https://example.com>', '\\<https://example.com>'],
    ['<at>everybody</at>', '\\<at>everybody\\</at>'],
    ['a\\*b\\[c]', 'a\\\\\\*b\\\\[c]'],
    ['&lt;b&gt; &#42;x&#x2a;', '\\&lt;b\\&gt; \\&#42;x\\&#x2a;'],
    ['{{DATE(2025-11-06T10:30:00Z,SHORT)}}', '{\\{DATE(2025-11-06T10:30:00Z,SHORT)}}'],
    ['# heading', '\\# heading'],
    ['> quotation', '\\> quotation'],
    ['- item', '\\- item'],
    ['---', '\\---'],
    ['+ item', '\\+ item'],
    ['12. item', '12\\. item'],
    ['1) item', '1\\) item'],
    ['-1 and 1.5', '-1 and 1.5'],
  ])('makes no formatting of %j', (text, sent) => {
    expect(markdownLine(text, 100)).toBe(sent);
  });

  it('keeps its lines as paragraphs, each harmless at its start', () => {
    expect(markdownLines('one\n\n  - two\r\n# three\u2028four\t4', 100)).toBe('one\n\n\\- two\n\n\\# three\n\nfour 4');
  });

  it('is cut off after twenty lines', () => {
    const lines = markdownLines('x\n'.repeat(500), 10_000).split('\n\n');
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('…');
  });

  it('is on one line where there is room for no more', () => {
    expect(markdownLine(' one\n two\u2029three ', 100)).toBe('one two three');
  });

  it('is cut before it is escaped, so that no escape is torn apart', () => {
    expect(markdownLine('*'.repeat(10), 4)).toBe('\\*\\*\\*…');
  });

  it('has no control characters, none that turn the text around them, and no half characters', () => {
    expect(markdownLine('\u001b[31mred\u001b[0m \u202edrow\u202c \u2066x \ud83d', 100)).toBe(
      '[31mred[0m drow x \ufffd',
    );
  });

  it('says on every platform what it said, and nothing in it is alive, whatever it is', () => {
    const mark = fc.constantFrom(
      ...'*_`~<>[](){}\\&;:#-+.!|=a1 \n\t'.split(''),
      '](',
      ']:',
      '{{',
      '&amp;',
      '1. ',
      '更',
      '🚀',
    );
    const text = fc.oneof(
      fc.array(mark, { maxLength: 40 }).map((marks) => marks.join('')),
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, (value) => {
        const line = markdownLine(value, 1_000);
        expect(liveMarks(line)).toEqual([]);
        expect(shownBy(line)).toBe(fitLine(value, 1_000));
        for (const each of markdownLines(value, 1_000).split('\n\n')) {
          expect(each).not.toContain('\n');
          expect(liveMarks(each)).toEqual([]);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
