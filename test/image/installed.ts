import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** By the Debian packages that have them. */
const COMMANDS = ['buildah', 'mmdebstrap', 'podman', 'runc'];

const missing = [
  ...COMMANDS.filter((command) => spawnSync(command, ['--version']).status !== 0),
  ...(process.getuid?.() === 0 ? [] : ['root']),
];

/**
 * A suite that builds and runs images. Where that cannot be done, the suite fails in CI, and elsewhere is skipped under a
 * name that says what is missing.
 */
export function describeWithContainers(name: string, suite: () => void): void {
  const needs = `${name} (needs ${missing.join(', ')}; the commands are Debian packages)`;
  if (missing.length === 0) describe(name, suite);
  else if (process.env.CI === undefined) describe.skip(needs, suite);
  else describe(needs, () => it('can be built and run', () => expect(missing).toEqual([])));
}
