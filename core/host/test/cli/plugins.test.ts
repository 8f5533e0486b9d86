import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FakeTerminal, run } from './fake-terminal.js';

/** A working directory with these files, until the test is over. */
async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headwind-plugins-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

const ACME = JSON.stringify({
  name: '@acme/pager',
  version: '3.1.4',
  headwind: { apiVersion: 1, kind: 'channel', name: 'pager', entry: './plugin.js', subscribes: ['rollback_*'] },
});

const CONFIG = 'apiVersion: headwind.sh/v1\nplugins:\n  oncall: { use: "@acme/pager" }\n';

describe('plugins', () => {
  it('lists the bundled ones, with their kind, version, package and events', async () => {
    const terminal = new FakeTerminal({ cwd: await folderWith({}) });
    expect(await run('plugins', terminal)).toBe(0);
    expect(terminal.err).toBe('');
    expect(terminal.out).toMatch(/^NAME +KIND +VERSION +PACKAGE +SUBSCRIBES\n/);
    expect(terminal.out).toMatch(/\nconsole +channel +\S+ +@headwind\/plugin-console +update_\* rollback_\*\n/);
    expect(terminal.out).toMatch(/\nsamples +source +\S+ +@headwind\/plugin-samples +-\n/);
    expect(terminal.out).toMatch(/\nwebhook +channel /);
  });

  it.each([80, 60])('fits into %i columns with every name and package whole', async (columns) => {
    const terminal = new FakeTerminal({ cwd: await folderWith({}), isTTY: true, columns });
    expect(await run('plugins', terminal)).toBe(0);
    for (const line of terminal.out.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    expect(terminal.out).toMatch(/\nconsole .* @headwind\/plugin-console\b/);
  });

  it('leaves out what is installed beside them and is no plugin', async () => {
    const terminal = new FakeTerminal({ cwd: await folderWith({}) });
    await run('plugins', terminal);
    expect(terminal.out).not.toMatch(/plugin-api|plugin-testkit/);
  });

  it('lists those the configuration uses, without running them', async () => {
    const cwd = await folderWith({ 'headwind.yaml': CONFIG, 'node_modules/@acme/pager/package.json': ACME });
    const terminal = new FakeTerminal({ cwd });
    expect(await run('plugins --json', terminal)).toBe(0);
    expect(JSON.parse(terminal.out)).toContainEqual({
      name: 'pager',
      kind: 'channel',
      version: '3.1.4',
      package: '@acme/pager',
      subscribes: ['rollback_*'],
    });
  });

  it('looks for them from the folder of the configuration that is named', async () => {
    const cwd = await folderWith({ 'conf/a.yaml': CONFIG, 'conf/node_modules/@acme/pager/package.json': ACME });
    for (const [line, env] of [
      ['plugins --config conf/a.yaml', {}],
      ['plugins', { HEADWIND_CONFIG: 'conf/a.yaml' }],
    ] as const) {
      const terminal = new FakeTerminal({ cwd, env });
      expect(await run(line, terminal)).toBe(0);
      expect(terminal.out).toMatch(/\npager +channel +3\.1\.4 +@acme\/pager +rollback_\*\n/);
    }
  });

  it('looks for them in the folder that HEADWIND_PLUGINS names, too', async () => {
    const cwd = await folderWith({ 'headwind.yaml': CONFIG, 'more/@acme/pager/package.json': ACME });
    const terminal = new FakeTerminal({ cwd, env: { HEADWIND_PLUGINS: 'more' } });
    expect(await run('plugins', terminal)).toBe(0);
    expect(terminal.err).toBe('');
    expect(terminal.out).toMatch(/\npager +channel +3\.1\.4 +@acme\/pager +rollback_\*\n/);
  });

  it('lists the others when one is not found, and exits with 2', async () => {
    const terminal = new FakeTerminal({ cwd: await folderWith({ 'headwind.yaml': CONFIG }) });
    expect(await run('plugins', terminal)).toBe(2);
    expect(terminal.out).toContain('@headwind/plugin-console');
    expect(terminal.err).toContain('PLUGIN_NOT_FOUND');
    expect(terminal.err).toContain('@acme/pager');
  });

  it('lists what it can when the configuration is wrong, says so, and exits with 2', async () => {
    const terminal = new FakeTerminal({ cwd: await folderWith({ 'headwind.yaml': `${CONFIG}sever: {}\n` }) });
    expect(await run('plugins', terminal)).toBe(2);
    expect(terminal.out).toContain('@headwind/plugin-console');
    expect(terminal.err).toContain('sever');
  });
});
