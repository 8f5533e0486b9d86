import { closest, distance } from 'fastest-levenshtein';

/**
 * The name somebody probably meant: the nearest candidate, where no more than a third of it is misspelt. Two swapped
 * letters count as two mistakes, which four letters must bear.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const nearest = closest(name.toLowerCase(), [...candidates]);
  const allowed = nearest.length < 4 ? 1 : Math.max(2, nearest.length / 3);
  return distance(name.toLowerCase(), nearest.toLowerCase()) <= allowed ? nearest : undefined;
}
