import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textTable } from '../../src/cli/text-table.js';

const ROWS = [
  ['ID', 'STATE', 'ERROR'],
  ['e1/slack', 'dead', 'HTTP 404 from hooks.slack.com'],
  ['e22/x', 'pending', '-'],
];

describe('a table', () => {
  it('has columns as wide as their longest cell', () => {
    expect(textTable(ROWS)).toBe(`ID        STATE    ERROR
e1/slack  dead     HTTP 404 from hooks.slack.com
e22/x     pending  -
`);
  });

  it('stands as far to the right as it is told', () => {
    expect(textTable([['a', 'b']], { indent: '  ' })).toBe('  a  b\n');
  });

  it('cuts columns to fit, the first one first, and none below its least', () => {
    const cut = [
      { column: 2, least: 10 },
      { column: 1, least: 4 },
    ];
    const firstLine = (width: number): string => textTable(ROWS, { width, cut }).split('\n')[1] ?? '';
    expect(firstLine(48)).toBe('e1/slack  dead     HTTP 404 from hooks.slack.com');
    expect(firstLine(40)).toBe('e1/slack  dead     HTTP 404 from hooks.…');
    expect(firstLine(28)).toBe('e1/slack  dead    HTTP 404 …');
    expect(firstLine(1)).toBe('e1/slack  dead  HTTP 404 …');
  });

  it('leaves columns out where cutting is not enough, and then cuts no more than it has to', () => {
    const layout = { cut: [{ column: 2, least: 10 }], drop: [1, 2] };
    const firstLine = (width: number): string => textTable(ROWS, { width, ...layout }).split('\n')[1] ?? '';
    expect(firstLine(29)).toBe('e1/slack  dead     HTTP 404 …');
    expect(firstLine(28)).toBe('e1/slack  HTTP 404 from hoo…');
    expect(firstLine(19)).toBe('e1/slack');
  });

  it('lays a row that cannot fit out by itself', () => {
    const rows = [...ROWS, ['e333333333333333333333/slack', 'dead', 'HTTP 404 from hooks.slack.com']];
    expect(textTable(rows, { width: 27, cut: [{ column: 2, least: 8 }], drop: [2, 1] })).toBe(`ID        STATE    ERROR
e1/slack  dead     HTTP 40…
e22/x     pending  -
e333333333333333333333/slack  dead     HTTP 40…
`);
  });

  it('has no line that is too long where the rows can be shown at all', () => {
    const cell = fc.stringMatching(/^[a-z0-9/]{1,40}$/);
    const rowsOf = fc.array(fc.tuple(cell, cell, cell), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(rowsOf, fc.integer({ min: 1, max: 130 }), (rows, width) => {
        const lines = textTable(rows, { width, cut: [{ column: 2, least: 5 }], drop: [1, 2] })
          .trimEnd()
          .split('\n');
        const heading = rows[0]?.[0] ?? '';
        for (const [index, [id]] of rows.entries()) {
          const line = lines[index] ?? '';
          expect(line.startsWith(id)).toBe(true);
          if (Math.max(id.length, heading.length) <= width) expect(line.length).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  it('lines up wide characters', () => {
    expect(
      textTable([
        ['日本', 'x'],
        ['abcd', 'y'],
      ]),
    ).toBe('日本    x\nabcd    y\n');
  });

  it('is empty without rows', () => {
    expect(textTable([])).toBe('');
  });

  it('has a line for each row with every cell whole, however many rows', () => {
    const cell = fc.stringMatching(/^[a-z0-9/]{1,20}$/);
    const rowsOf = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 250 });
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const lines = textTable(rows).trimEnd().split('\n');
        expect(lines.map((line) => line.split(/ +/))).toEqual(rows);
        expect(new Set(lines.map((line) => line.lastIndexOf('  '))).size).toBe(1);
      }),
      { numRuns: 20 },
    );
  });
});
