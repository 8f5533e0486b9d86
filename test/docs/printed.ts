import { isDeepStrictEqual } from 'node:util';

/** The head of a table: its rows are of the moment. */
const TABLE = /^[A-Z]+(?: [A-Z]+)* {2,}[A-Z]/;

/**
 * Lines that a page shows as printed and that were not: identifiers, times, figures and the names of hosts may differ, and so
 * may the rows of tables and what `…` stands for.
 */
export function notPrinted(shown: string, printed: string): string[] {
  const lines = new Set(printed.split('\n').map(shapeOf));
  const missing: string[] = [];
  let isInTable = false;
  for (const line of shown.trimEnd().split('\n')) {
    const isHead = TABLE.test(line);
    if (!isInTable && !hasLine(lines, shapeOf(line))) missing.push(line);
    isInTable = isHead || (isInTable && line.trim() !== '');
  }
  return missing;
}

function hasLine(lines: ReadonlySet<string>, shape: string): boolean {
  if (!shape.includes('…')) return lines.has(shape);
  const parts = shape.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`);
  return [...lines].some((line) => pattern.test(line));
}

/** Whether JSON that a page shows was printed, but for what may differ. */
export function isPrintedJson(shown: string, printed: string): boolean {
  const expected = shapeOfJson(shown);
  return jsonIn(printed).some((text) => isDeepStrictEqual(shapeOfJson(text), expected));
}

/** All that was printed where it is one document; else what stands between braces at the edge. */
function jsonIn(printed: string): string[] {
  const whole = printed.trim();
  return whole.startsWith('{"') || whole.startsWith('[') ? [whole] : (printed.match(/^\{\n[\s\S]*?^\}$/gm) ?? []);
}

function shapeOfJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value === 'string') return shapeOf(value);
    return typeof value === 'number' ? 0 : value;
  });
}

function shapeOf(line: string): string {
  return line
    .replaceAll(/ \(\d+ \w+ ago\)/g, '')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/\b(127\.0\.0\.1:\d+|([\w-]+\.)+(example|slack)\.com)/g, '<host>')
    .replaceAll(/\d+([.,:T-]\d+)*Z?/g, '#')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
