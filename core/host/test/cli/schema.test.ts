import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { validator } from '../editor-schema/validator.js';
import { FakeTerminal, run } from './fake-terminal.js';

/** A working directory with these files, until the test is over. */
async function folderWith(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headwind-schema-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

const PAGER = {
  name: '@acme/pager',
  headwind: { apiVersion: 1, kind: 'channel', name: 'pager', entry: './plugin.js', configSchema: './schema.json' },
};

/** A plugin whose code would be noticed if it ran. */
function pagerIn(
  folder: string,
  configSchema: string | undefined = '{ "required": ["number"] }',
  manifest: unknown = PAGER,
) {
  return {
    [`${folder}/package.json`]: JSON.stringify(manifest),
    [`${folder}/plugin.js`]: 'process.exit(99);',
    ...(configSchema !== '' && { [`${folder}/schema.json`]: configSchema }),
  };
}

const INSTALLED = 'node_modules/@acme/pager';

function using(use: string, config?: unknown) {
  return { apiVersion: 'headwind.sh/v1', plugins: { oncall: { use, config } } };
}

describe('schema', () => {
  it('prints one JSON Schema that knows the bundled plugins, whatever is or is not configured', async () => {
    const terminal = new FakeTerminal({ cwd: await folderWith() });
    expect(await run('schema', terminal)).toBe(0);
    expect(terminal.err).toBe('');
    const schema = JSON.parse(terminal.out);
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'https://headwind.sh/schemas/headwind.schema.json',
    });
    const check = validator(schema);
    expect(check(using('console', { format: 'json' }))).toEqual([]);
    expect(check(using('console', { fromat: 'json' }))).not.toEqual([]);
    expect(check(using('@headwind/plugin-console', { fromat: 'json' }))).not.toEqual([]);
  });

  it('knows every other plugin that is installed, used or not, and runs none', async () => {
    const terminal = new FakeTerminal({ cwd: await folderWith(pagerIn(INSTALLED)) });
    expect(await run('schema', terminal)).toBe(0);
    expect(terminal.err).toBe('');
    const check = validator(JSON.parse(terminal.out));
    expect(check(using('@acme/pager', { number: 5 }))).toEqual([]);
    expect(check(using('@acme/pager', {}))).not.toEqual([]);
    expect(check(using('@acme/pager'))).not.toEqual([]);
  });

  it('knows a plugin by its path where the configuration uses it, even if that is wrong', async () => {
    const config = 'apiVersion: headwind.sh/v1\nlgo: {}\nplugins: { a: { use: ./pager, concurency: 5 } }\n';
    const files = { 'conf/a.yaml': config, ...pagerIn('conf/pager') };
    const cwd = await folderWith(files);
    for (const [line, env] of [
      ['schema --config conf/a.yaml', {}],
      ['schema', { HEADWIND_CONFIG: 'conf/a.yaml' }],
    ] as const) {
      const terminal = new FakeTerminal({ cwd, env });
      expect(await run(line, terminal)).toBe(0);
      expect(terminal.err).toBe('');
      const check = validator(JSON.parse(terminal.out));
      expect(check(using('./pager', { number: 5 }))).toEqual([]);
      expect(check(using('./pager', {}))).not.toEqual([]);
    }
  });

  it('knows the bundled plugins alone where that is asked for', async () => {
    const files = { 'headwind.yaml': 'plugins: { a: { use: ./pager } }', ...pagerIn('pager'), ...pagerIn(INSTALLED) };
    const terminal = new FakeTerminal({ cwd: await folderWith(files) });
    expect(await run('schema --bundled', terminal)).toBe(0);
    expect(terminal.out).toContain('"console"');
    expect(terminal.out).not.toContain('pager"');
  });

  it('writes a file, and says for which plugins', async () => {
    const cwd = await folderWith(pagerIn(INSTALLED));
    const terminal = new FakeTerminal({ cwd });
    expect(await run('schema --output headwind.schema.json', terminal)).toBe(0);
    expect(terminal.out).toMatch(/^wrote headwind\.schema\.json for @acme\/pager, console, .*webhook\n$/);
    const printed = new FakeTerminal({ cwd });
    await run('schema', printed);
    expect(await readFile(join(cwd, 'headwind.schema.json'), 'utf8')).toBe(printed.out);
  });

  it('says that a file cannot be written, and exits with 2', async () => {
    const terminal = new FakeTerminal({ cwd: await folderWith() });
    expect(await run('schema --output nowhere/headwind.schema.json', terminal)).toBe(2);
    expect(terminal.out).toBe('');
    expect(terminal.err).toMatch(/^error: --output .*nowhere\/headwind\.schema\.json cannot be written: ENOENT/);
  });

  const { configSchema: _, ...WITHOUT } = PAGER.headwind;

  it.each([
    ['its manifest names no schema', '', { ...PAGER, headwind: WITHOUT }, 'names no file as headwind.configSchema'],
    ['the schema is missing', '', PAGER, 'schema.json cannot be read (ENOENT)'],
    ['the schema is no JSON', '{', PAGER, 'schema.json holds no JSON Schema'],
    ['the schema is a list', '[]', PAGER, 'schema.json holds no JSON Schema'],
    [
      'its manifest is wrong',
      '{}',
      { ...PAGER, headwind: { ...PAGER.headwind, kind: 'pager' } },
      'headwind.kind is "pager"',
    ],
  ])('leaves the config of a plugin open, and says so, where %s', async (_case, schema, manifest, reason) => {
    const terminal = new FakeTerminal({ cwd: await folderWith(pagerIn(INSTALLED, schema, manifest)) });
    expect(await run('schema', terminal)).toBe(0);
    expect(terminal.err).toMatch(/^note: the `config` of @acme\/pager is left open: .*\n$/);
    expect(terminal.err).toContain(reason);
    const check = validator(JSON.parse(terminal.out));
    expect(check(using('@acme/pager', { anything: [] }))).toEqual([]);
    expect(check(using('console', { fromat: 'json' }))).not.toEqual([]);
  });

  it('says which plugin that the configuration uses is not installed', async () => {
    const config = 'apiVersion: headwind.sh/v1\nplugins: { oncall: { use: "@acme/pager" } }\n';
    const terminal = new FakeTerminal({ cwd: await folderWith({ 'headwind.yaml': config }) });
    expect(await run('schema', terminal)).toBe(0);
    expect(terminal.err).toMatch(
      /^note: the `config` of @acme\/pager is left open: PLUGIN_NOT_FOUND: No package @acme\/pager is installed/,
    );
    expect(validator(JSON.parse(terminal.out))(using('@acme/pager', { anything: 1 }))).toEqual([]);
  });

  it('passes over what has no manifest, and what cannot be read', async () => {
    const files = {
      'node_modules/tailwind/package.json': '{ "name": "tailwind" }',
      'node_modules/broken/package.json': '{',
      'node_modules/empty/index.js': '',
      'node_modules/.bin/tool': '',
    };
    const terminal = new FakeTerminal({ cwd: await folderWith(files) });
    expect(await run('schema', terminal)).toBe(0);
    expect(terminal.err).toBe('');
    expect(terminal.out).not.toMatch(/tailwind|broken/);
  });

  it('tells of a configuration that is no YAML, and does without it', async () => {
    const terminal = new FakeTerminal({ cwd: await folderWith({ 'headwind.yaml': 'a: [' }) });
    expect(await run('schema', terminal)).toBe(0);
    expect(terminal.err).toContain('CONFIG_SYNTAX');
    expect(JSON.parse(terminal.out)).toHaveProperty('definitions');
  });

  it('says that a file that is named is not there, and exits with 2', async () => {
    const terminal = new FakeTerminal({ cwd: await folderWith() });
    expect(await run('schema --config nowhere.yaml', terminal)).toBe(2);
    expect(terminal.out).toBe('');
    expect(terminal.err).toMatch(/CONFIG_NOT_FOUND .*nowhere\.yaml: there is no such file/);
  });
});
