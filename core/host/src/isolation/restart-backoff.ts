/** The wait before the first restart, and the longest. Milliseconds. */
const SHORTEST_MS = 1_000;
const LONGEST_MS = 300_000;

/** A worker that ran so long counts as well again: the next restart waits the shortest time. Milliseconds. */
export const WELL_AFTER_MS = 60_000;

/**
 * How long to wait before a worker is started again: doubled with each time it ended in a row, and of that the second half
 * by chance, so that workers that ended together do not start together. Milliseconds.
 *
 * @param ended how often it ended in a row, from 1
 * @param random from 0 to 1
 */
export function restartDelayMs(ended: number, random: number): number {
  const longest = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** Math.min(ended, 30));
  return (longest / 2) * (1 + random);
}
