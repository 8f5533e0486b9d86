import type { Redactor } from './redactor.js';

/**
 * A value as JSON would have it, with the secrets of every text in it blanked out, those of its keys too. What JSON has no
 * form for is left out, as `JSON.stringify` leaves it out.
 */
export function redactValue(value: unknown, redactor: Redactor): unknown {
  const json: string | undefined = JSON.stringify(value);
  return json === undefined ? undefined : redacted(JSON.parse(json), redactor);
}

function redacted(value: unknown, redactor: Redactor): unknown {
  if (typeof value === 'string') return redactor.redact(value);
  if (Array.isArray(value)) return value.map((item) => redacted(item, redactor));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [redactor.redact(key), redacted(item, redactor)]);
  return Object.fromEntries(entries);
}
