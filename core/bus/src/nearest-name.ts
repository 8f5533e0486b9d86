import { closest, distance } from 'fastest-levenshtein';

/** The name somebody probably meant: the nearest candidate, where no more than a third of it is misspelt. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const nearest = closest(name.toLowerCase(), [...candidates]);
  return distance(name.toLowerCase(), nearest.toLowerCase()) <= Math.max(1, nearest.length / 3) ? nearest : undefined;
}
