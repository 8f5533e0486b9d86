import Table from 'cli-table3';

type Row = readonly string[];

/** A column that may be cut to make the table narrower, but not below `least` characters. */
export interface CutColumn {
  readonly column: number;
  readonly least: number;
}

export interface TableLayout {
  readonly indent?: string;
  /** How wide the table may be, in characters. @defaultValue as wide as it gets */
  readonly width?: number | undefined;
  /** What is cut when it is wider, the first one first. Where that is not enough, the terminal has to wrap. */
  readonly cut?: readonly CutColumn[];
}

const GAP = '  ';

const NO_BORDERS = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '' },
  middle: GAP,
};

/** The library's time grows with the square of the rows, so that a long table is laid out in blocks of so many. */
const BLOCK_ROWS = 100;

/** Rows in columns, each as wide as its longest cell; one line a row. */
export function textTable(rows: readonly Row[], { indent = '', width, cut = [] }: TableLayout = {}): string {
  const longest = (rows[0] ?? []).map((_, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0),
  );
  const widths = cutWidths(longest, (width ?? Number.POSITIVE_INFINITY) - indent.length, cut);
  const lines: string[] = [];
  for (let from = 0; from < rows.length; from += BLOCK_ROWS) {
    lines.push(...linesOf(rows.slice(from, from + BLOCK_ROWS), longest, widths));
  }
  return lines.map((line) => `${`${indent}${line}`.trimEnd()}\n`).join('');
}

/** The library measures what it lays out; the padding has every block come out alike. */
function linesOf(rows: readonly Row[], longest: readonly number[], widths: readonly (number | null)[]): string[] {
  const table = new Table({
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: [...widths],
  });
  for (const row of rows) {
    table.push(row.map((cell, column) => (widths[column] === null ? cell.padEnd(longest[column] ?? 0) : cell)));
  }
  return table.toString().split('\n');
}

/** The widths of the columns that have to be cut; null is as wide as the longest cell. */
function cutWidths(longest: readonly number[], width: number, cut: readonly CutColumn[]): (number | null)[] {
  const total = longest.reduce((sum, each) => sum + each, GAP.length * (longest.length - 1));
  const widths: (number | null)[] = longest.map(() => null);
  let excess = total - width;
  for (const { column, least } of cut) {
    const wanted = longest[column] ?? 0;
    const narrower = Math.max(wanted - Math.max(excess, 0), Math.min(wanted, least));
    if (narrower < wanted) widths[column] = narrower;
    excess -= wanted - narrower;
  }
  return widths;
}
