import type { Output } from './terminal.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** From the largest: a unit is used from two of it on, so that `90 min ago` is not `1 h ago`. */
const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ['d', DAY_MS],
  ['h', HOUR_MS],
  ['min', MINUTE_MS],
];

/** Stands where there is no value. */
export const NONE = '-';

/**
 * A time of the API, for a column: `3 min ago` or `in 20 s` on a terminal, as it is elsewhere.
 *
 * @param now milliseconds since the epoch
 */
export function timeText(time: string | undefined, { isTTY = false }: Output, now = Date.now()): string {
  if (time === undefined) return NONE;
  const at = Date.parse(time);
  if (!isTTY || Number.isNaN(at)) return time;
  const age = now - at;
  if (Math.abs(age) < SECOND_MS) return 'now';
  return age > 0 ? `${wholeUnits(age)} ago` : `in ${wholeUnits(-age)}`;
}

function wholeUnits(ms: number): string {
  const [name, unit] = UNITS.find(([, each]) => ms >= 2 * each) ?? ['s', SECOND_MS];
  return `${Math.floor(ms / unit)} ${name}`;
}
