import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../support/folder.js';

const CLI = fileURLToPath(new URL('../../core/host/dist/cli.js', import.meta.url));
const PLUGIN = new URL('../../plugins/kubernetes/dist/', import.meta.url);

/** The addresses of all modules that Node.js loads to run this, as its coverage tells. */
async function modulesOf(args: readonly string[], cwd: string): Promise<readonly string[]> {
  const folder = await testFolder();
  await promisify(execFile)(process.execPath, args, { cwd, env: { PATH: process.env.PATH, NODE_V8_COVERAGE: folder } });
  const reports = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  return reports.flatMap((report) => JSON.parse(report).result.map(({ url }: { url: string }) => url));
}

const isOf = (name: string) => (url: string) => url.includes(`/${name}/`);

describe('the client library, which takes half a second to load', { timeout: 120_000 }, () => {
  it('is not loaded to check a configuration that uses the plugin', async () => {
    const folder = await testFolder();
    await writeFile(
      join(folder, 'headwind.yaml'),
      'apiVersion: headwind.sh/v1\nplugins: { cluster: { use: kubernetes } }\n',
    );
    const modules = await modulesOf([CLI, 'check'], folder);
    expect(modules.some(isOf('plugins/kubernetes'))).toBe(true);
    expect(modules.filter(isOf('@kubernetes/client-node'))).toEqual([]);
  });

  it('nor is the plugin, where a configuration does not use it', async () => {
    const folder = await testFolder();
    await writeFile(
      join(folder, 'headwind.yaml'),
      'apiVersion: headwind.sh/v1\nplugins: { console: { use: console } }\n',
    );
    const modules = await modulesOf([CLI, 'check'], folder);
    expect(modules.some(isOf('plugins/console'))).toBe(true);
    expect(modules.filter(isOf('plugins/kubernetes'))).toEqual([]);
  });

  it('is loaded to watch', async () => {
    const source = `await import(${JSON.stringify(new URL('source.js', PLUGIN).href)})`;
    const modules = await modulesOf(['--input-type=module', '-e', source], await testFolder());
    expect(modules.some(isOf('@kubernetes/client-node'))).toBe(true);
  });
});
