const BYTES: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['B', 1],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
]);

/** Bytes of `512KiB`, `1MiB`, `2GiB`, `100B`, or of a plain number. Undefined for anything else. */
export function parseSize(value: string | number): number | undefined {
  const match = /^(\d{1,15})([A-Za-z]*)$/.exec(String(value));
  const unit = BYTES.get(match?.[2] ?? '');
  if (match === null || unit === undefined) return undefined;
  const bytes = Number(match[1]) * unit;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** `256 MiB`; with one decimal where it is not whole. */
export function sizeText(bytes: number): string {
  const [unit, factor] = [...BYTES].findLast(([name, size]) => name !== '' && size <= bytes) ?? ['B', 1];
  return `${Number((bytes / factor).toFixed(1))} ${unit}`;
}
