/** A Markdown table as the formatter leaves it, the first row its head: every column as wide as its widest cell. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const escaped = rows.map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|')));
  const [head = [], ...body] = escaped;
  const widths = head.map((_, column) => Math.max(...escaped.map((cells) => cells[column]?.length ?? 0)));
  const padded = [head, ...body].map((cells) => rowOf(cells.map((cell, column) => cell.padEnd(widths[column] ?? 0))));
  return [padded[0], rowOf(widths.map((width) => '-'.repeat(width))), ...padded.slice(1)].join('');
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}
