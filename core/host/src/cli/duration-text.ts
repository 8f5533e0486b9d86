const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** A duration for people: `12 ms`, `1.5 s`, `5 min`, `24 h`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < SECOND_MS) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < MINUTE_MS) return `${short(milliseconds / SECOND_MS)} s`;
  if (milliseconds < HOUR_MS) return `${short(milliseconds / MINUTE_MS)} min`;
  return `${short(milliseconds / HOUR_MS)} h`;
}

/** With one decimal, where that is not zero. */
function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
