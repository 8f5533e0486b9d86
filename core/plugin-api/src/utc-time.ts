import type { HeadwindEvent } from './event.js';

/**
 * When an event happened, in UTC and to the second, as every service reads it: `2025-11-06T10:30:00Z`. Undefined where the
 * time cannot be read, or lies outside the years 0 to 9999 once it is in UTC.
 */
export function utcTimeOf({ time }: Pick<HeadwindEvent, 'time'>): string | undefined {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return undefined;
  const text = date.toISOString().replace(/\.\d{3}Z$/, 'Z');
  return /^\d{4}-/.test(text) ? text : undefined;
}
