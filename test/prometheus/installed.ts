import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Both are of Debian's package `prometheus`. */
const COMMANDS = ['prometheus', 'promtool'];

const missing = COMMANDS.filter((command) => spawnSync(command, ['--version']).status !== 0);

/**
 * A suite that runs Prometheus. Where it is not installed, the suite fails in CI, and elsewhere is skipped under a name
 * that says what is missing.
 */
export function describeWithPrometheus(name: string, suite: () => void): void {
  const needs = `${name} (needs ${missing.join(' and ')}, of Debian's package prometheus)`;
  if (missing.length === 0) describe(name, suite);
  else if (process.env.CI === undefined) describe.skip(needs, suite);
  else describe(needs, () => it('is installed', () => expect(missing).toEqual([])));
}
