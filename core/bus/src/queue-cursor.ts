import { CURSOR_INVALID } from './bus-errors.js';
import { CodedError } from './coded-error.js';

/** The `next` of a page, from the place of what was looked at last: whole numbers that only the adapter understands. */
export function cursorOf(place: readonly number[]): string {
  return Buffer.from(place.join('.')).toString('base64url');
}

/**
 * The place that a cursor stands for.
 *
 * @param numbers how many numbers a place of this adapter has
 * @throws `CURSOR_INVALID` when `cursorOf` never gave it
 */
export function placeOf(cursor: string, numbers: number): number[] {
  const place = Buffer.from(cursor, 'base64url').toString().split('.').map(Number);
  const isPlace = place.length === numbers && place.every((number) => Number.isSafeInteger(number) && number >= 0);
  // What is written in another way than ours is not ours: `1e3`, spaces, padding.
  if (!isPlace || cursorOf(place) !== cursor) {
    const shown = JSON.stringify(cursor.length > 40 ? `${cursor.slice(0, 40)}…` : cursor);
    throw new CodedError(CURSOR_INVALID, `${shown} is not the "next" of a page.`);
  }
  return place;
}
