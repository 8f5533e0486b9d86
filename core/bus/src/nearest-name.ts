import { closest, distance } from 'fastest-levenshtein';

/**
 * The name somebody probably meant: the nearest candidate.
 *
 * @param most at most so many letters are misspelt. @defaultValue a third of the candidate's
 */
export function nearestName(name: string, candidates: readonly string[], most?: number): string | undefined {
  const written = name.toLowerCase();
  const swapped = candidates.find((candidate) => hasSameLetters(written, candidate.toLowerCase()));
  if (swapped !== undefined || candidates.length === 0) return swapped;
  const lowerCase = candidates.map((candidate) => candidate.toLowerCase());
  const nearest = closest(written, lowerCase);
  if (distance(written, nearest) > (most ?? Math.max(1, nearest.length / 3))) return undefined;
  return candidates[lowerCase.indexOf(nearest)];
}

/** Swapped letters are one mistake to whoever makes it, and two or more to the distance. */
function hasSameLetters(one: string, other: string): boolean {
  return one.length === other.length && [...one].sort().join('') === [...other].sort().join('');
}
