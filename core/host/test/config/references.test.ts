import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.js';
import { resolveReferences } from '../../src/config/references.js';
import { configFolder, HEAD, loadText, right, told } from './config-folder.js';

/** A reference as a file writes it. */
const reference = (name: string) => `$\{${name}}`;

const plugin = (value: string) => `${HEAD}plugins:\n  hook:\n    use: webhook\n    config:\n      value: ${value}\n`;

const resolved = async (value: string, env: NodeJS.ProcessEnv) =>
  right(await loadText(plugin(value), { env })).plugins[0]?.config;

describe('a reference', () => {
  it.each([
    ['a whole value', reference('env:KEY'), 's3cret'],
    ['a part of a value', `https://x/${reference('env:KEY')}?y`, 'https://x/s3cret?y'],
    ['twice in a value', `${reference('env:KEY')}-${reference('env:KEY')}`, 's3cret-s3cret'],
    ['with two dollars: itself', `$${reference('env:KEY')}`, reference('env:KEY')],
    ['not at all: a dollar is a dollar', '$5 and {x} $', '$5 and {x} $'],
  ])('may be %s', async (_name, written, value) => {
    expect(await resolved(`'${written}'`, { KEY: 's3cret' })).toEqual({ value });
  });

  it('may stand anywhere in lists and mappings, and only in values', async () => {
    const value = `{ list: ['${reference('env:KEY')}', 1, null, true], '${reference('env:KEY')}': x }`;
    expect(await resolved(value, { KEY: 's3cret' })).toEqual({
      value: { list: ['s3cret', 1, null, true], [reference('env:KEY')]: 'x' },
    });
  });

  it('is not looked for in what another one stands for', async () => {
    expect(await resolved(reference('env:KEY'), { KEY: reference('env:OTHER'), OTHER: 'x' })).toEqual({
      value: reference('env:OTHER'),
    });
  });

  it('to a file is seen from the configuration file and loses one newline at the end', async () => {
    const folder = await configFolder({
      'a.yaml': plugin(reference('file:key.txt')),
      'b.yaml': plugin(reference('file:windows.txt')),
      'key.txt': 's3cret\n\n',
      'windows.txt': 's3cret\r\n',
    });
    const load = (file: string) => loadConfig({ file: join(folder, file), env: {}, cwd: '/' });
    expect(right(await load('a.yaml')).plugins[0]?.config).toEqual({ value: 's3cret\n' });
    expect(right(await load('b.yaml')).plugins[0]?.config).toEqual({ value: 's3cret' });
    await writeFile(join(folder, 'c.yaml'), plugin(reference(`file:${join(folder, 'key.txt')}`)));
    expect(right(await load('c.yaml')).plugins[0]?.config).toEqual({ value: 's3cret\n' });
  });

  it.each([
    ['a variable that is not set', reference('env:NOPE'), 'names an environment variable that is not set'],
    ['an empty variable', reference('env:EMPTY'), 'names an environment variable that is empty'],
    ['a missing file', reference('file:nope'), 'names a file that cannot be read (ENOENT)'],
    ['a folder', reference('file:.'), 'names a file that cannot be read (EISDIR)'],
    ['an unknown kind', reference('evn:KEY'), 'is no reference: expected'],
    ['no kind', reference('KEY'), 'is no reference: expected'],
    ['no name', reference('env:'), 'is no reference: expected'],
  ])('to %s is a problem at its line', async (_name, written, message) => {
    const problems = told(await loadText(plugin(written), { env: { KEY: 's3cret', EMPTY: '' } }));
    expect(problems).toEqual([
      expect.stringContaining(`6:14 REFERENCE_UNRESOLVED \`plugins.hook.config.value\`: \`${written}\` ${message}`),
    ]);
  });

  it('without its closing brace is a problem', async () => {
    expect(told(await loadText(plugin(`"$\{env:KEY"`), { env: { KEY: 's3cret' } }))).toEqual([
      expect.stringContaining('has no closing brace'),
    ]);
  });

  it('that has no value is one problem, not a second one of the value', async () => {
    const loaded = await loadText(`${HEAD}log:\n  level: ${reference('env:NOPE')}\n`);
    expect(told(loaded)).toEqual([expect.stringContaining('REFERENCE_UNRESOLVED')]);
  });

  it('leaves every text without a dollar as it is', async () => {
    const surroundings = { env: {}, folder: '/', locate: () => undefined };
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const tree: unknown = JSON.parse(JSON.stringify(value).replaceAll('$', ''));
        expect((await resolveReferences(tree, surroundings)).tree).toEqual(tree);
      }),
    );
  });
});

describe('what a reference stands for', () => {
  it('is a secret, when it is long enough to be blanked out', async () => {
    const value = `['${reference('env:LONG')}', '${reference('env:SHORT')}', 'x${reference('env:LONGER')}']`;
    const env = { LONG: 's3cret', SHORT: 'abc', LONGER: 'l0ng s3cret' };
    expect((await loadText(plugin(value), { env })).secrets).toEqual(['l0ng s3cret', 's3cret']);
  });

  it.each([
    ['a word', 'log:\n  level: VALUE\n'],
    ['an address', 'server:\n  listen: VALUE\n'],
    ['a duration', 'server:\n  stopTimeout: VALUE\n'],
    ['an event', 'plugins:\n  a:\n    use: webhook\n    when:\n      events: [VALUE]\n'],
    ['a plugin', 'plugins:\n  a:\n    use: VALUE\n'],
    ['a number', 'queue:\n  maxPending: VALUE\n'],
    ['a list', 'server:\n  tokens: VALUE\n'],
    ['a mapping', 'plugins:\n  a: VALUE\n'],
  ])('is not in the problem when it is no %s', async (_name, text) => {
    const loaded = await loadText(`${HEAD}${text.replace('VALUE', `"${reference('env:KEY')}"`)}`, {
      env: { KEY: 'Hunter2 Hunter2' },
    });
    expect(told(loaded)).toEqual([expect.stringContaining('(the value is not shown)')]);
    expect(JSON.stringify(loaded.problems)).not.toMatch(/hunter/i);
  });

  it('is not in the problem of an address that everybody can reach', async () => {
    const loaded = await loadText(`${HEAD}server:\n  listen: ${reference('env:ADDRESS')}\n`, {
      env: { ADDRESS: '10.9.8.7:8080' },
    });
    expect(told(loaded)).toEqual([expect.stringMatching(/^3:11 LISTEN_UNAUTHENTICATED /)]);
    expect(JSON.stringify(loaded.problems)).not.toContain('10.9.8.7');
  });
});
