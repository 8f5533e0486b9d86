import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const COMMAND = fileURLToPath(new URL('../bin/create-plugin.js', import.meta.url));

interface Ended {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headwind-create-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the command as `npm create` does, without a terminal. */
function create(cwd: string, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], { cwd }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

describe('the command', () => {
  it.each(['channel', 'observer', 'source'])('writes a %s, and says what is next', async (kind) => {
    const cwd = await emptyFolder();
    const { code, stdout } = await create(cwd, '--name', '@acme/team-chat', '--kind', kind);
    expect(code).toBe(0);
    expect(stdout).toContain('cd team-chat\n  npm install\n  npm test');

    const files = await readdir(join(cwd, 'team-chat'), { recursive: true });
    expect(files.toSorted()).toEqual([
      '.gitignore',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'biome.json',
      'package.json',
      'src',
      'src/plugin.ts',
      'test',
      'test/plugin.test.ts',
      'tsconfig.json',
    ]);
    const { name, headwind } = JSON.parse(await readFile(join(cwd, 'team-chat/package.json'), 'utf8'));
    expect(name).toBe('@acme/team-chat');
    expect(headwind).toMatchObject({ apiVersion: 1, kind, name: 'team-chat', entry: './dist/plugin.js' });
    for (const file of files.filter((each) => each.includes('.'))) {
      expect(await readFile(join(cwd, 'team-chat', file), 'utf8'), file).not.toMatch(/\{\{/);
    }
  });

  it('asks nothing with --yes: a channel, called as its folder', async () => {
    const cwd = await emptyFolder();
    expect(await create(cwd, 'team-chat', '--yes')).toMatchObject({ code: 0 });
    const { name, headwind } = JSON.parse(await readFile(join(cwd, 'team-chat/package.json'), 'utf8'));
    expect({ name, kind: headwind.kind }).toEqual({ name: 'headwind-plugin-team-chat', kind: 'channel' });
  });

  it('writes into a folder where there is nothing but a new repository', async () => {
    const cwd = await emptyFolder();
    await mkdir(join(cwd, '.git'));
    expect(await create(cwd, '.', '--name', 'team-chat', '--yes')).toMatchObject({ code: 0 });
    expect(await readdir(cwd)).toContain('package.json');
  });

  it('leaves a folder alone that is not empty', async () => {
    const cwd = await emptyFolder();
    await mkdir(join(cwd, 'team-chat'));
    await writeFile(join(cwd, 'team-chat/notes.txt'), 'mine');
    const { code, stderr } = await create(cwd, 'team-chat', '--yes');
    expect({ code, files: await readdir(join(cwd, 'team-chat')) }).toEqual({ code: 2, files: ['notes.txt'] });
    expect(stderr).toMatch(/team-chat holds notes\.txt; expected an empty folder, or none\. Name another one\.\n$/);
  });

  it.each<[string, RegExp, ...string[]]>([
    ['a name that npm does not take', /The name is "Team"; expected lower-case/, '--name', 'Team', '--yes'],
    ['a kind that there is not', /The kind is "sink"; expected channel, observer, source/, 'chat', '--kind', 'sink'],
    ['no name', /There is no name, and no terminal to ask at\. Say --name/, '--kind', 'channel'],
    ['no kind', /There is no kind, and no terminal to ask at\. Say --kind channel, or --yes/, '--name', 'chat'],
    ['a flag that there is not', /Unknown option '--nmae'.*--help lists the flags/, '--nmae', 'chat'],
    ['two folders', /Found two folders, "chat" and "talk"; expected one/, 'chat', 'talk', '--yes'],
  ])('ends with 2 and writes nothing for %s', async (_what, message, ...args) => {
    const cwd = await emptyFolder();
    const { code, stderr } = await create(cwd, ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(await readdir(cwd)).toEqual([]);
  });

  it('ends with 1 where the folder cannot be made', async () => {
    const cwd = await emptyFolder();
    const { code, stderr } = await create(cwd, `${'x'.repeat(300)}/chat`, '--yes');
    expect(code).toBe(1);
    expect(stderr).toContain('ENAMETOOLONG');
  });

  it('prints its flags', async () => {
    expect(await create(await emptyFolder(), '--help')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--kind <kind>'),
    });
  });
});
