import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONFORMANCE_STEPS } from '@headwind/plugin-testkit/conformance-steps';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FakeTerminal, run } from './fake-terminal.js';

const FIXTURES = fileURLToPath(new URL('../../../../test/conformance/fixtures', import.meta.url));

/** Runs the command in the folder of the fixtures. */
async function verify(line: string, { isTTY = false } = {}) {
  const terminal = new FakeTerminal({ cwd: FIXTURES, isTTY });
  const code = await run(`plugin verify ${line}`, terminal);
  return { code, out: terminal.out, err: terminal.err };
}

/** A file that is gone when the test is over. */
async function fileWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headwind-settings-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'settings.yaml'), text);
  return join(folder, 'settings.yaml');
}

describe('plugin verify', () => {
  it('says of every step what came of it', async () => {
    const { code, out, err } = await verify('fit');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n').slice(0, CONFORMANCE_STEPS.length);
    expect(lines.map((line) => line.slice(16).split(': ')[0])).toEqual(CONFORMANCE_STEPS.map(({ name }) => name));
    expect(lines[0]).toBe('passed          package.json has a manifest');
    expect(out).toContain('not applicable  observe takes every record at once: it is expected of observers\n');
    expect(out).toMatch(/\n\n@unfit\/fit 1\.0\.0 conforms: 12 steps passed\n$/);
  });

  it('says what fails, what was found, and what to do', async () => {
    const { code, out } = await verify('./takes-any-key');
    expect(code).toBe(1);
    expect(out).toContain(
      [
        'failed          a key that it does not know is refused',
        '                The schema accepts a key that it does not know, so that a misspelt key has no effect and nobody is told.',
        '                Make the schema strict (zod: z.strictObject), or say in it that any key is taken (z.looseObject).',
        '',
      ].join('\n'),
    );
    expect(out).toMatch(/\n\n@unfit\/takes-any-key 1\.0\.0 fails: "a key that it does not know is refused"\n$/);
  });

  it('says which steps were not reached, and why', async () => {
    const { out } = await verify('no-example');
    expect(out).toContain('not reached     two instances share nothing: "a configuration is accepted" failed\n');
  });

  it('prints JSON for scripts', async () => {
    const { code, out } = await verify('entry-not-built --json');
    expect(code).toBe(1);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ package: '@unfit/entry-not-built', version: '1.0.0', passed: false });
    expect(report.steps).toHaveLength(CONFORMANCE_STEPS.length);
    expect(report.steps.slice(0, 3)).toEqual([
      { name: 'package.json has a manifest', result: 'passed' },
      {
        name: 'the entry exports the plugin',
        result: 'failed',
        code: 'PLUGIN_ENTRY_MISSING',
        found: expect.stringContaining('does not exist'),
        remedy: expect.stringContaining('Build the package'),
      },
      {
        name: 'configSchema is the schema of the configuration',
        result: 'not reached',
        because: '"the entry exports the plugin" failed',
      },
    ]);
    expect(JSON.parse((await verify('fit --json')).out)).toMatchObject({ passed: true });
  });

  it('takes the configuration of a file', async () => {
    const settings = await fileWith('url: https://chat.example.com/hooks/1\n');
    expect(await verify(`no-example --settings ${settings}`)).toMatchObject({ code: 0 });
    const refused = await verify(`no-example --settings ${await fileWith('{"url": 7}')}`);
    expect(refused.code).toBe(1);
    expect(refused.out).toContain('The schema refuses the configuration given (PLUGIN_CONFIG_REFUSED): "url"');
  });

  it('leaves out what starts it where that cannot be', async () => {
    const { code, out } = await verify('stop-throws --no-start');
    expect(code).toBe(0);
    expect(out).toContain(
      'not applicable  an instance starts and stops in time: what its start connects to is not here\n',
    );
  });

  it.each([
    ['', "error: missing required argument 'plugin'"],
    ['nobody-has-installed-it', 'error: PLUGIN_NOT_FOUND: No package @headwind/plugin-nobody-has-installed-it'],
    ['./nowhere', 'error: PLUGIN_NOT_FOUND: "./nowhere" means the folder'],
    ['fit --settings none.yaml', 'error: none.yaml cannot be read: ENOENT'],
    ['fit --colour', "error: unknown option '--colour'"],
  ])('is told apart from a plugin that fails when it is called wrongly: %s', async (line, said) => {
    const { code, out, err } = await verify(line);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(said);
  });

  it('refuses a file that is neither YAML nor JSON', async () => {
    const { code, err } = await verify(`fit --settings ${await fileWith('{"url": ')}`);
    expect(code).toBe(2);
    expect(err).toMatch(/settings\.yaml is neither YAML nor JSON: /);
  });

  it('is one of several things that can be done with a plugin', async () => {
    const terminal = new FakeTerminal();
    expect(await run('plugin --help', terminal)).toBe(0);
    expect(terminal.out).toMatch(/^ {2}verify .* run the conformance suite/m);
    expect(await run('plugin', new FakeTerminal())).toBe(2);
  });
});
