import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../dist/config-schema-cli.js', import.meta.url));
const PLUGIN_API = import.meta.resolve('@headwind/plugin-api');

const MANIFEST = {
  apiVersion: 1,
  kind: 'channel',
  name: 'x',
  entry: './plugin.js',
  configSchema: './dist/x.schema.json',
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headwind-schema-'));
});

afterEach(() => rm(folder, { recursive: true }));

interface PackageFiles {
  readonly manifest?: unknown;
  readonly packageJson?: string;
  readonly plugin?: string;
}

async function makePackage(name: string, files: PackageFiles): Promise<string> {
  const dir = join(folder, name);
  await mkdir(dir);
  const packageJson = files.packageJson ?? JSON.stringify({ name, type: 'module', headwind: files.manifest });
  await writeFile(join(dir, 'package.json'), packageJson);
  if (files.plugin !== undefined) await writeFile(join(dir, 'plugin.js'), files.plugin);
  return dir;
}

/** A plugin whose schema is the given JavaScript expression. */
function pluginWith(jsonSchema: string): string {
  return `import { definePlugin } from '${PLUGIN_API}';
    const schema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }), jsonSchema: ${jsonSchema} } };
    export default definePlugin({ kind: 'channel', config: schema, create: () => ({ deliver() {} }) });`;
}

const GOOD = pluginWith(`{ input: ({ target }) => ({ $comment: target, type: 'object' }) }`);

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('headwind-plugin-schema', () => {
  it('writes the schema where the manifest says', async () => {
    const dir = await makePackage('x', { manifest: MANIFEST, plugin: GOOD });
    const file = join(dir, 'dist/x.schema.json');
    expect(run(dir)).toEqual({ status: 0, stdout: `${dir}: wrote ${file}\n`, stderr: '' });
    expect(await readFile(file, 'utf8')).toBe('{\n  "$comment": "draft-2020-12",\n  "type": "object"\n}\n');
  });

  it('leaves a schema alone that says the same already', async () => {
    const dir = await makePackage('x', { manifest: MANIFEST, plugin: GOOD });
    run(dir);
    const file = join(dir, 'dist/x.schema.json');
    await utimes(file, 1, 1);
    expect(run(dir)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect((await stat(file)).mtimeMs).toBe(1000);
  });

  it('passes over packages that name no schema', async () => {
    const { configSchema: _, ...unnamed } = MANIFEST;
    const dirs = [await makePackage('no-manifest', {}), await makePackage('unnamed', { manifest: unnamed })];
    expect(run(...dirs)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it.each<[string, PackageFiles, string]>([
    ['a package.json that is not JSON', { packageJson: '{' }, 'package.json is not valid JSON'],
    ['a package.json that is no object', { packageJson: '[]' }, 'holds no JSON object'],
    ['a manifest that is no object', { manifest: 'channel' }, 'expected a plugin manifest'],
    ['a path that is no text', { manifest: { ...MANIFEST, configSchema: 7 } }, 'headwind.configSchema is 7, expected'],
    ['a path out of the package', { manifest: { ...MANIFEST, configSchema: '../x' } }, 'a path inside the package'],
    ['a manifest without an entry', { manifest: { ...MANIFEST, entry: undefined } }, 'headwind.entry is missing'],
    ['an entry that is not built', { manifest: MANIFEST }, 'Build the package'],
    ['an entry that throws', { manifest: MANIFEST, plugin: 'throw new Error("broken");' }, '/plugin.js:1:7: broken'],
    ['an entry that is no plugin', { manifest: MANIFEST, plugin: 'export default {};' }, 'not made by definePlugin'],
    [
      'a plugin without JSON Schema',
      { manifest: MANIFEST, plugin: pluginWith('undefined') },
      'has no function config.~standard.jsonSchema.input',
    ],
    [
      'a schema that cannot be written as JSON Schema',
      { manifest: MANIFEST, plugin: pluginWith('{ input() { throw new Error("a date"); } }') },
      'The configuration schema of "x" failed: a date',
    ],
  ])('says what is wrong with %s', async (_, files, message) => {
    const dir = await makePackage('x', files);
    const { status, stdout, stderr } = run(dir);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.startsWith(`${dir}: `)).toBe(true);
    expect(stderr).toContain(message);
  });

  it('goes on after a package that is wrong', async () => {
    const good = await makePackage('x', { manifest: MANIFEST, plugin: GOOD });
    const { status, stdout, stderr } = run(join(folder, 'nowhere'), good);
    expect(status).toBe(1);
    expect(stderr).toContain('there is no package.json here');
    expect(stdout).toContain('wrote');
  });

  it('explains itself', () => {
    expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage: headwind-plugin-schema') });
    expect(run('--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Usage: headwind-plugin-schema'),
    });
  });
});
