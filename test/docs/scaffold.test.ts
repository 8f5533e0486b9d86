import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkHost } from '@headwind/host/host';
import { expect, it } from 'vitest';
import { codeBlocksOf } from '../house/markdown.js';
import { REPOSITORY } from '../house/repository.js';
import { testFolder } from '../support/folder.js';

const run = promisify(execFile);

const CREATE = join(REPOSITORY, 'core/create-plugin/bin/create-plugin.js');
const COMPILER = join(REPOSITORY, 'node_modules/.bin/tsc');

it.each(['channel', 'observer', 'source'])(
  'the page of a new %s shows a configuration that works, and commands that the package has',
  async (kind) => {
    const folder = await testFolder();
    const plugin = join(folder, 'team-chat');
    await run(process.execPath, [CREATE, 'team-chat', '--name', 'team-chat', '--kind', kind], { cwd: folder });
    await symlink(join(REPOSITORY, 'node_modules'), join(plugin, 'node_modules'));
    await mkdir(join(folder, 'node_modules'));
    await symlink(plugin, join(folder, 'node_modules/headwind-plugin-team-chat'));
    await run(COMPILER, [], { cwd: plugin });
    const blocks = codeBlocksOf(await readFile(join(plugin, 'README.md'), 'utf8'));

    const configuration = blocks.find(({ language }) => language === 'yaml')?.text ?? '';
    await writeFile(join(folder, 'headwind.yaml'), configuration);
    const env = { CHAT_URL: 'https://chat.example.com/hooks/1' };
    const { problems, summary } = await checkHost({ env, cwd: folder });
    expect(problems.map(({ message }) => message)).toEqual([]);
    expect(summary.instances).toMatchObject([{ name: 'team-chat', kind, package: 'headwind-plugin-team-chat' }]);

    // test/packages/scaffold.test.ts types them.
    const { scripts } = JSON.parse(await readFile(join(plugin, 'package.json'), 'utf8'));
    const commands =
      blocks
        .find(({ language }) => language === 'sh')
        ?.text.trim()
        .split('\n') ?? [];
    expect(commands).toEqual(['npm install', 'npm run build', 'npm run lint', 'npm test']);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['build', 'lint', 'test']));
    expect(blocks).toHaveLength(2);
  },
);
