import { closest, distance } from 'fastest-levenshtein';

/** The name somebody probably meant: the nearest candidate, where no more than a third of it is misspelt. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const written = name.toLowerCase();
  const swapped = candidates.find((candidate) => hasSameLetters(written, candidate.toLowerCase()));
  if (swapped !== undefined || candidates.length === 0) return swapped;
  const nearest = closest(written, [...candidates]);
  return distance(written, nearest.toLowerCase()) <= Math.max(1, nearest.length / 3) ? nearest : undefined;
}

/** Swapped letters are one mistake to whoever makes it, and two or more to the distance. */
function hasSameLetters(one: string, other: string): boolean {
  return one.length === other.length && [...one].sort().join('') === [...other].sort().join('');
}
