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
  /** What is cut when it is wider, the first one first. */
  readonly cut?: readonly CutColumn[];
  /**
   * What is left out when cutting is not enough, the first one first. A row that is too long even then is longer than the
   * table, and the others are laid out without it.
   */
  readonly drop?: readonly number[];
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

/** A column that is shown. */
interface Column {
  readonly index: number;
  /** Of its longest cell. */
  readonly longest: number;
  /** It may be cut to so much. */
  readonly least: number;
}

/** Rows in columns, the headings first, each column as wide as its longest cell; one line a row. */
export function textTable(rows: readonly Row[], { indent = '', width, cut = [], drop = [] }: TableLayout = {}): string {
  const room = (width ?? Number.POSITIVE_INFINITY) - indent.length;
  const isLong = (row: Row): boolean =>
    leastWidth(columnsOf([row], cut).filter(({ index }) => !drop.includes(index))) > room;
  const [headings = [], ...others] = rows;
  const fitting = others.filter((row) => !isLong(row));
  const columns = columnsToShow(columnsOf(fitting.length === 0 ? rows : [headings, ...fitting], cut), drop, room);
  const widths = cutWidths(columns, room, cut);
  const lines: string[] = [];
  for (const block of blocksOf(rows, (row) => fitting.length > 0 && isLong(row))) {
    lines.push(...linesOf(block, columns, widths));
  }
  return lines.map((line) => `${`${indent}${line}`.trimEnd()}\n`).join('');
}

function columnsOf(rows: readonly Row[], cut: readonly CutColumn[]): Column[] {
  return (rows[0] ?? []).map((_, index) => {
    const longest = rows.reduce((most, row) => Math.max(most, row[index]?.length ?? 0), 0);
    const least = cut.find(({ column }) => column === index)?.least ?? longest;
    return { index, longest, least: Math.min(longest, least) };
  });
}

/** Without those that have to go for the rest to fit when it is cut. */
function columnsToShow(columns: readonly Column[], drop: readonly number[], room: number): readonly Column[] {
  let shown = columns;
  for (const dropped of drop) {
    if (leastWidth(shown) <= room) break;
    shown = shown.filter(({ index }) => index !== dropped);
  }
  return shown;
}

function leastWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, { least }) => sum + least, GAP.length * (columns.length - 1));
}

/** The widths of the columns that have to be cut; null is as wide as the longest cell. */
function cutWidths(columns: readonly Column[], room: number, cut: readonly CutColumn[]): (number | null)[] {
  const widths: (number | null)[] = columns.map(() => null);
  const total = columns.reduce((sum, { longest }) => sum + longest, GAP.length * (columns.length - 1));
  let excess = total - room;
  for (const { column } of cut) {
    const place = columns.findIndex(({ index }) => index === column);
    const { longest, least } = columns[place] ?? { longest: 0, least: 0 };
    const narrower = Math.max(longest - Math.max(excess, 0), least);
    if (narrower < longest) widths[place] = narrower;
    excess -= longest - narrower;
  }
  return widths;
}

/** In the same order; a row that stands apart, for it would widen its column for the others, is a block of its own. */
function blocksOf(rows: readonly Row[], isApart: (row: Row) => boolean): readonly (readonly Row[])[] {
  const blocks: Row[][] = [];
  let open: Row[] | undefined;
  for (const row of rows) {
    if (isApart(row)) {
      blocks.push([row]);
      open = undefined;
    } else if (open === undefined || open.length === BLOCK_ROWS) {
      open = [row];
      blocks.push(open);
    } else {
      open.push(row);
    }
  }
  return blocks;
}

/** The library measures what it lays out; the padding has every block come out alike. */
function linesOf(rows: readonly Row[], columns: readonly Column[], widths: readonly (number | null)[]): string[] {
  const table = new Table({
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: [...widths],
  });
  for (const row of rows) {
    table.push(
      columns.map(({ index, longest }, place) => {
        const cell = row[index] ?? '';
        return widths[place] === null ? cell.padEnd(longest) : cell;
      }),
    );
  }
  return table.toString().split('\n');
}
