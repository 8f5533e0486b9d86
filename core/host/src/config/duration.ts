const MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Milliseconds of `500ms`, `10s`, `5m`, `24h`, `3d`: one whole number and one unit. Undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,15})([a-z]+)$/.exec(text);
  const unit = MILLISECONDS.get(match?.[2] ?? '');
  if (match === null || unit === undefined) return undefined;
  const milliseconds = Number(match[1]) * unit;
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
}
