import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** The first with components, labels and patches of several kinds: that of kubectl 1.27. */
const FIRST_MAJOR = 5;

const versions = z.object({ kustomizeVersion: z.string() });

const NEEDS = 'kubectl 1.27 or later, for example of the package kubernetes-client of Debian 13';

function hasKustomize(): boolean {
  const { status, stdout } = spawnSync('kubectl', ['version', '--client', '--output=json'], { encoding: 'utf8' });
  if (status !== 0) return false;
  const version = versions.safeParse(JSON.parse(stdout)).data?.kustomizeVersion ?? '';
  return Number(/^v(\d+)\./.exec(version)?.[1] ?? 0) >= FIRST_MAJOR;
}

/**
 * A suite that renders manifests. Where no kubectl can, the suite fails in CI, and elsewhere is skipped under a name that
 * says what is missing.
 */
export function describeWithKubectl(name: string, suite: () => void): void {
  const isThere = hasKustomize();
  const full = `${name} (needs ${NEEDS})`;
  if (isThere) describe(name, suite);
  else if (process.env.CI === undefined) describe.skip(full, suite);
  else describe(full, () => it('is installed', () => expect(isThere).toBe(true)));
}
