/** Rows in columns, each as wide as its longest cell, two spaces apart; one line a row. */
export function textTable(rows: readonly (readonly string[])[], indent = ''): string {
  const widthOf = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map((row) => `${indent}${row.map((cell, column) => cell.padEnd(widthOf(column))).join('  ')}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}
