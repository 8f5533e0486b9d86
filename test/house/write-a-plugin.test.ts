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
    expect(problems).toMatchObject([{ code: 'CONFIG_INVALID', path: ['plugins', 'team-chat', 'config', 'url'] }]);
  });

  it('passes the test that the documentation writes', async () => {
    const folder = await folderOfReader();
    const { stdout } = await run(
      process.execPath,
      ['--test', '--test-reporter=tap', join(folder, 'announce/plugin.test.js')],
      {
        cwd: folder,
      },
    );
    expect(stdout).toMatch(/^# pass 1$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
  });
});

async function folderOfReader(): Promise<string> {
  const page = await readFile(join(REPOSITORY, 'docs/how-to/write-a-plugin.md'), 'utf8');
  const blocks = codeBlocksOf(page).filter(({ language }) => ['json', 'js', 'yaml'].includes(language));
  const folder = await testFolder();
  await mkdir(join(folder, 'announce'));
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  for (const [index, file] of FILES.entries()) await writeFile(join(folder, file), blocks[index]?.text ?? '');
  return folder;
}
