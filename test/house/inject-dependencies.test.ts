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
const FILES = [
  'announce/package.json',
  'announce/tsconfig.json',
  'announce/src/config.ts',
  'announce/src/chat.ts',
  'announce/src/announcer.ts',
  'announce/src/plugin.ts',
  'announce/src/plugin.test.ts',
  'headwind.yaml',
];

describe('the plugin of several classes that the documentation writes', () => {
  it('compiles, is found, and passes the test that the documentation writes', async () => {
    const folder = await folderOfReader();
    await run(join(REPOSITORY, 'node_modules/.bin/tsc'), ['--project', 'announce'], { cwd: folder });

    const { problems, summary } = await checkHost({
      env: { CHAT_URL: 'https://chat.example.com/hooks/1' },
      cwd: folder,
    });
    expect(problems).toEqual([]);
    expect(summary.instances).toMatchObject([{ name: 'team-chat', kind: 'channel' }]);

    const { stdout } = await run(
      process.execPath,
      ['--test', '--test-reporter=tap', join(folder, 'announce/dist/plugin.test.js')],
      { cwd: folder },
    );
    expect(stdout).toMatch(/^# pass 1$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
  });
});

async function folderOfReader(): Promise<string> {
  const page = await readFile(join(REPOSITORY, 'docs/how-to/inject-dependencies.md'), 'utf8');
  const blocks = codeBlocksOf(page);
  expect(blocks).toHaveLength(FILES.length);
  const folder = await testFolder();
  await mkdir(join(folder, 'announce/src'), { recursive: true });
  await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  for (const [index, file] of FILES.entries()) await writeFile(join(folder, file), blocks[index]?.text ?? '');
  return folder;
}
