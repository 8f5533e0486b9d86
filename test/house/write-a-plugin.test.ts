import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkHost } from '@headwind/host/host';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../support/folder.js';
import { codeBlocksOf } from './markdown.js';
import { REPOSITORY } from './repository.js';

const run = promisify(execFile);

/** What the reader of the page has on the disk, in the order in which the page shows it. */
const FILES = ['announce/package.json', 'announce/plugin.js', 'headwind.yaml', 'announce/plugin.test.js'];

/** And what the page on tests adds. */
const TESTS = ['announce/conformance.test.js', 'announce/throttled.test.js'];

describe('the plugin that the documentation writes', () => {
  it('is found and right', async () => {
    const folder = await folderOfReader();
    const { problems, summary } = await checkHost({
      env: { CHAT_URL: 'https://chat.example.com/hooks/1' },
      cwd: folder,
    });
    expect(problems).toEqual([]);
    expect(summary.instances).toEqual([
      { name: 'team-chat', kind: 'channel', package: 'headwind-plugin-announce', version: '1.0.0' },
    ]);
  });

  it('has its mistakes in the configuration reported before anything starts', async () => {
    const folder = await folderOfReader();
    const { problems } = await checkHost({ env: { CHAT_URL: 'no URL' }, cwd: folder });
    expect(problems).toMatchObject([
      { code: 'PLUGIN_CONFIG_REFUSED', path: ['plugins', 'team-chat', 'config', 'url'] },
    ]);
  });

  it.each(['plugin.test.js', 'throttled.test.js'])(
    'passes the test that the documentation writes: %s',
    async (file) => {
      const folder = await folderOfReader();
      const args = ['--test', '--test-reporter=tap', join(folder, 'announce', file)];
      const { stdout } = await run(process.execPath, args, { cwd: folder });
      expect(stdout).toMatch(/^# pass 1$/m);
      expect(stdout).toMatch(/^# fail 0$/m);
    },
  );

  it('passes the conformance suite, run by the command and by Vitest', async () => {
    const folder = await folderOfReader();
    const verify = [join(REPOSITORY, 'core/host/bin/headwind-notify.js'), 'plugin', 'verify', './announce'];
    const { stdout } = await run(process.execPath, verify, { cwd: folder });
    expect(stdout).toContain('headwind-plugin-announce 1.0.0 conforms: ');
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', 'announce/conformance.test.js', '--reporter=json'];
    const report: { numPassedTests: number; numTotalTests: number } = JSON.parse(
      (await run(process.execPath, vitest, { cwd: folder })).stdout,
    );
    expect(report.numPassedTests).toBe(report.numTotalTests);
    expect(report.numTotalTests).toBeGreaterThan(10);
  });
});

async function folderOfReader(): Promise<string> {
  const blocks = await blocksOf('docs/how-to/write-a-plugin.md', ['json', 'js', 'yaml']);
  const tests = await blocksOf('docs/how-to/test-a-plugin.md', ['js']);
  const folder = await testFolder();
  await mkdir(join(folder, 'announce'));
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  for (const [index, file] of FILES.entries()) await writeFile(join(folder, file), blocks[index] ?? '');
  for (const [index, file] of TESTS.entries()) await writeFile(join(folder, file), tests[index] ?? '');
  return folder;
}

async function blocksOf(page: string, languages: readonly string[]): Promise<string[]> {
  const blocks = codeBlocksOf(await readFile(join(REPOSITORY, page), 'utf8'));
  return blocks.filter(({ language }) => languages.includes(language)).map(({ text }) => text);
}
