import { describe, expect, it } from 'vitest';

export interface Needs {
  /** What is not on this machine; empty where the suite can run. */
  readonly missing: readonly string[];
  /** Where to get it: `of Debian's package prometheus`. */
  readonly from: string;
}

/**
 * A suite that needs more than Node. Where something is missing, the suite fails in CI, and elsewhere is skipped under a
 * name that says what.
 */
export function describeWhere(name: string, { missing, from }: Needs, suite: () => void): void {
  const needs = `${name} (needs ${missing.join(' and ')}, ${from})`;
  if (missing.length === 0) describe(name, suite);
  else if (process.env.CI === undefined) describe.skip(needs, suite);
  else describe(needs, () => it('is installed', () => expect(missing).toEqual([])));
}
