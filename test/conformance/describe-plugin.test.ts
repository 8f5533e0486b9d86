import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIXTURES, UNFIT_PLUGINS } from './unfit-plugins.js';

const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

interface RunTest {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

/** The tests that `describePlugin` makes of every fixture, as Vitest has run them in a process of its own. */
let tests: readonly RunTest[];

beforeAll(async () => {
  const args = [VITEST, 'run', '--root', fileURLToPath(FIXTURES), '--reporter=json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const report: { testResults: readonly { assertionResults: readonly RunTest[] }[] } = JSON.parse(output);
  tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
}, 120_000);

function testsOf(fixture: string): RunTest[] {
  return tests.filter(({ ancestorTitles }) => ancestorTitles.includes(`the plugin ${fixture}`));
}

describe('describePlugin', () => {
  it.each(UNFIT_PLUGINS)('fails %s at "%s" alone', (fixture, step, said) => {
    const failed = testsOf(fixture).filter(({ status }) => status === 'failed');
    expect(failed.map(({ title }) => title)).toEqual([step]);
    expect(failed.flatMap(({ failureMessages }) => failureMessages).join()).toContain(said);
  });

  it('passes a plugin with which nothing is wrong', () => {
    const all = testsOf('fit');
    expect(all.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(all.length).toBeGreaterThan(10);
  });

  it('skips what cannot be tried, and runs the rest', () => {
    expect(testsOf('entry-not-built').map(({ status }) => status)).toEqual([
      'passed',
      'failed',
      ...testsOf('entry-not-built')
        .slice(2)
        .map(() => 'skipped'),
    ]);
    const statuses = testsOf('secret-not-marked').map(({ status }) => status);
    expect(statuses.filter((status) => status !== 'passed')).toEqual(['failed']);
  });
});
