import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type PluginInstallation } from '../../../../test/support/plugin-installation.js';
import type { IsolationConfig, PluginConfig } from '../../src/config/host-config.js';
import type { ConfigPath, Problem } from '../../src/config/problem.js';
import { Redactor } from '../../src/log/redactor.js';
import { problemOf } from '../../src/plugins/broken-plugin.js';
import { type LoadedPlugin, loadPlugin, type PreparedPlugin } from '../../src/plugins/load-plugin.js';
import { pluginConfig } from './plugin-config.js';

let installation: PluginInstallation;

beforeAll(async () => {
  installation = await createInstallation();
  const fixtures = ['healthy', 'commonjs', ...FAILURES.map(([fixture]) => fixture)];
  for (const fixture of fixtures) await installation.installFixture(fixture);
});

afterAll(() => installation.remove());

/** Every path stands on a line of its own: the one that has its length. */
const locate = (path: ConfigPath) => ({ file: 'headwind.yaml', line: path.length, column: 1 });

/** Everything that can go wrong is told alike, wherever the code runs. */
const WAYS: readonly { readonly where: string; readonly isolation: IsolationConfig }[] = [
  { where: "in the host's thread", isolation: { type: 'none' } },
  { where: 'in a worker thread', isolation: { type: 'worker', memoryBytes: 2 ** 28 } },
];

let isolation: IsolationConfig = { type: 'none' };

function load(config: PluginConfig, redactor = new Redactor()): Promise<PreparedPlugin | Problem[]> {
  const { folder } = installation;
  return loadPlugin({ ...config, isolation }, { configFolder: folder, workingFolder: folder, locate, redactor });
}

async function loaded(config: PluginConfig, redactor?: Redactor): Promise<LoadedPlugin> {
  const result = await load(config, redactor);
  if (Array.isArray(result) || result.fault !== undefined) throw new Error(`not loaded: ${JSON.stringify(result)}`);
  return result;
}

async function problems(config: PluginConfig, redactor?: Redactor): Promise<Problem[]> {
  const result = await load(config, redactor);
  if (Array.isArray(result)) return result;
  if (result.fault === undefined) throw new Error('loaded, although it should not be');
  return [problemOf(result, locate)];
}

/** Fixture, code, and what the message must say. */
const FAILURES: readonly (readonly [string, string, readonly string[]])[] = [
  ['no-manifest', 'MANIFEST_MISSING', ['@broken/no-manifest/package.json', 'has no key "headwind"', '"apiVersion"']],
  [
    'wrong-types',
    'MANIFEST_INVALID',
    [
      '@broken/wrong-types/package.json',
      'headwind.kind is "chanel", expected "channel", "observer" or "source"',
      'headwind.name is "Wrong Types", expected a short name',
      'headwind.entry is 42, expected a path inside the package',
      'headwind.subscribes is "update_*", expected a list of kinds of event',
    ],
  ],
  ['newer-api', 'API_VERSION_UNSUPPORTED', ['headwind.apiVersion is 2', 'supports 1']],
  ['entry-missing', 'PLUGIN_ENTRY_MISSING', ['@broken/entry-missing/dist/plugin.js', 'does not exist']],
  ['dependency-missing', 'PLUGIN_DEPENDENCY_MISSING', ["Cannot find package '@broken/not-installed'", 'plugin.js']],
  ['commonjs-in-es-module', 'PLUGIN_COMMONJS', ['plugin.js', 'require is not defined in ES module scope']],
  ['throws-on-import', 'PLUGIN_IMPORT_FAILED', ['@broken/throws-on-import/plugin.js:1:7: no licence found.']],
  ['no-default-export', 'PLUGIN_EXPORT_MISSING', ['has no default export, only plugin']],
  ['wrong-export', 'PLUGIN_EXPORT_INVALID', ['an object not made by definePlugin (kind, create)']],
  ['wrong-kind', 'PLUGIN_KIND_MISMATCH', ['of kind "channel", but its manifest says "observer"']],
];

describe.each(WAYS)('loading a plugin $where', ({ isolation: chosen }) => {
  beforeAll(() => {
    isolation = chosen;
  });

  it('says where what Node cannot read stands, or how to see it', async () => {
    const name = `misread-${chosen.type}`;
    await installation.installFiles(name, {
      'package.json': JSON.stringify({
        type: 'module',
        headwind: { apiVersion: 1, kind: 'channel', name: 'misread', entry: './plugin.js' },
      }),
      'plugin.js': '\nexport default ;',
    });
    const [problem] = await problems(pluginConfig(name));
    expect(problem?.code).toBe('PLUGIN_IMPORT_FAILED');
    const said = `${problem?.message} ${problem?.remedy}`;
    expect(said).toMatch(new RegExp(`${name}/plugin\\.js:2|\`node --check ".*/${name}/plugin\\.js"\` shows the line`));
  });

  it('gives the manifest, the plugin and validated settings', async () => {
    const { manifest, plugin, settings, package: found } = await loaded(pluginConfig('@broken/healthy'));
    expect(manifest).toEqual({
      apiVersion: 1,
      kind: 'channel',
      name: 'healthy',
      entry: './plugin.js',
      subscribes: ['update_*', 'rollback_*'],
    });
    expect(plugin.kind).toBe('channel');
    expect(settings).toEqual(chosen.type === 'none' ? { labels: ['healthy'] } : undefined);
    expect(found).toMatchObject({ name: '@broken/healthy', version: '1.0.0' });
  });

  it('takes a CommonJS module that exports a plugin', async () => {
    expect((await loaded(pluginConfig('@broken/commonjs'))).plugin.kind).toBe('channel');
  });

  it('takes a compiled CommonJS module with exports.default', async () => {
    await installation.installFiles('compiled-commonjs', {
      'package.json': JSON.stringify({
        name: 'compiled-commonjs',
        headwind: { apiVersion: 1, kind: 'channel', name: 'compiled', entry: './plugin.js' },
      }),
      'plugin.js': `
        Object.defineProperty(exports, '__esModule', { value: true });
        const { definePlugin } = require('@headwind/plugin-api');
        const { z } = require('zod');
        exports.default = definePlugin({ kind: 'channel', config: z.object({}), create: () => ({}) });`,
    });
    expect((await loaded(pluginConfig('compiled-commonjs'))).plugin.kind).toBe('channel');
  });

  it.each(FAILURES)('reports %s as %s, at the line of `use`', async (fixture, code, texts) => {
    const [problem, ...others] = await problems(pluginConfig(`@broken/${fixture}`));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code,
      path: ['plugins', 'oncall', 'use'],
      position: { file: 'headwind.yaml', line: 3, column: 1 },
    });
    for (const text of texts) expect(problem?.message).toContain(text);
    expect(problem?.message).not.toContain('\n');
    expect(problem?.remedy).toMatch(/\.$/);
  });

  it('says what to upgrade when the plugin is newer, and when it is older', async () => {
    const [newer] = await problems(pluginConfig('@broken/newer-api'));
    expect(newer?.remedy).toContain('Upgrade Headwind Notifications');
    for (const [name, apiVersion] of [
      ['older-api', 0],
      ['semver-api', '1.0'],
      ['fraction-api', 0.5],
    ] as const) {
      await installation.installFiles(name, { 'package.json': JSON.stringify({ headwind: { apiVersion } }) });
      const [older] = await problems(pluginConfig(name));
      expect(older).toMatchObject({ code: 'API_VERSION_UNSUPPORTED', remedy: expect.stringContaining('Upgrade ') });
    }
  });

  it('says that the apiVersion is missing', async () => {
    await installation.installFiles('no-api', { 'package.json': JSON.stringify({ headwind: { kind: 'channel' } }) });
    const [problem] = await problems(pluginConfig('no-api'));
    expect(problem).toMatchObject({
      code: 'MANIFEST_INVALID',
      message: expect.stringContaining('apiVersion is missing'),
    });
  });

  it.each(['../outside.js', './../outside.js', './dist/../../outside.js', '/etc/passwd', 'plugin.js'])(
    'refuses the entry %s, which is no path inside the package',
    async (entry) => {
      const headwind = { apiVersion: 1, kind: 'channel', name: 'outside', entry };
      await installation.installFiles('outside', { 'package.json': JSON.stringify({ headwind }) });
      const [problem] = await problems(pluginConfig('outside'));
      expect(problem).toMatchObject({
        code: 'MANIFEST_INVALID',
        message: expect.stringContaining('headwind.entry is'),
      });
    },
  );

  it('passes over manifest keys that a newer contract may have added', async () => {
    const headwind = { apiVersion: 1, kind: 'channel', name: 'h', entry: './plugin.js', added: true };
    await installation.installFixture('healthy', 'with-additions');
    await installation.installFiles('with-additions', { 'package.json': JSON.stringify({ type: 'module', headwind }) });
    expect((await loaded(pluginConfig('with-additions'))).manifest).not.toHaveProperty('added');
  });

  it('reports a package.json that is not JSON', async () => {
    await installation.installFiles('@acme/garbled', { 'package.json': '{ "name": ' });
    const [problem] = await problems(pluginConfig('@acme/garbled'));
    expect(problem).toMatchObject({ code: 'MANIFEST_INVALID', message: expect.stringContaining('is not valid JSON') });
  });

  it('does not wait for ever for a module that waits at its top level', async () => {
    await installation.installFixture('hangs-on-import');
    const [problem] = await problems(pluginConfig('@broken/hangs-on-import', { startTimeoutMs: 50 }));
    expect(problem).toMatchObject({
      code: 'PLUGIN_IMPORT_TIMEOUT',
      message: expect.stringContaining('longer than 50 ms'),
    });
  });

  it('reports a plugin without create, and one whose schema is none', async () => {
    await installation.installFiles('half-plugin', {
      'package.json': JSON.stringify({
        type: 'module',
        headwind: { apiVersion: 1, kind: 'channel', name: 'half', entry: './plugin.js' },
      }),
      'plugin.js': `
        import { definePlugin } from '@headwind/plugin-api';
        export default definePlugin({ kind: 'channel', config: {} });`,
    });
    const [problem] = await problems(pluginConfig('half-plugin'));
    expect(problem).toMatchObject({
      code: 'PLUGIN_EXPORT_INVALID',
      message: expect.stringContaining('no function create, nor config.~standard.validate'),
    });
  });
});

describe("an instance's settings", () => {
  it('are frozen all the way down', async () => {
    isolation = { type: 'none' };
    const config = pluginConfig('@broken/healthy', { config: { labels: ['a'] } });
    const { settings } = await loaded(config);
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(Reflect.get(Object(settings), 'labels'))).toBe(true);
  });
});

describe.each(WAYS)("an instance's settings, read $where", ({ isolation: chosen }) => {
  beforeAll(() => {
    isolation = chosen;
  });

  it('are reported with all their mistakes at once, each at its place', async () => {
    const found = await problems(pluginConfig('@broken/healthy', { config: { url: 1, label: [] } }));
    expect(found.map(({ code, path }) => [code, path])).toEqual(
      expect.arrayContaining([
        ['PLUGIN_CONFIG_REFUSED', ['plugins', 'oncall', 'config', 'url']],
        ['PLUGIN_CONFIG_REFUSED', ['plugins', 'oncall', 'config', 'label']],
      ]),
    );
    expect(found.find(({ path }) => path.includes('label'))?.message).toContain('labels');
    expect(found.every(({ position }) => position?.line === 4)).toBe(true);
    expect(found.every(({ remedy }) => remedy === 'Correct it to what @broken/healthy takes.')).toBe(true);
  });

  it('hand their writeOnly values to the redactor', async () => {
    const redactor = new Redactor();
    const url = 'https://hooks.example.com/T0/secret-part';
    await loaded(pluginConfig('@broken/healthy', { config: { url, labels: ['visible'] } }), redactor);
    expect(redactor.redact(`${url} visible`)).toBe('[secret] visible');
  });

  it('do not show a secret in the message of a schema that repeats it', async () => {
    await installation.installFiles('chatty', {
      'package.json': JSON.stringify({
        type: 'module',
        headwind: { apiVersion: 1, kind: 'channel', name: 'chatty', entry: './plugin.js' },
      }),
      'plugin.js': `
        import { definePlugin } from '@headwind/plugin-api';
        const jsonSchema = { input: () => ({ properties: { key: { writeOnly: true } } }) };
        const validate = async ({ key }) => ({ issues: [{ message: 'bad key ' + key, path: [{ key: 'key' }] }] });
        const config = { '~standard': { version: 1, vendor: 'test', validate, jsonSchema } };
        export default definePlugin({ kind: 'channel', config, create: () => ({}) });`,
    });
    const [problem] = await problems(pluginConfig('chatty', { config: { key: 'hunter22' } }));
    expect(problem?.message).toContain('bad key [secret]');
    expect(problem?.path).toEqual(['plugins', 'oncall', 'config', 'key']);
  });

  it('are no business of a schema that throws or never answers', async () => {
    const schema = (validate: string) => `
      import { definePlugin } from '@headwind/plugin-api';
      const config = { '~standard': { version: 1, vendor: 'test', validate: ${validate}, jsonSchema: { input: () => ({}) } } };
      export default definePlugin({ kind: 'channel', config, create: () => ({}) });`;
    const manifest = {
      type: 'module',
      headwind: { apiVersion: 1, kind: 'channel', name: 'schema', entry: './plugin.js' },
    };
    for (const [name, validate, text] of [
      ['throwing-schema', "() => { throw new Error('no schema today') }", 'no schema today'],
      ['hanging-schema', '() => new Promise(() => {})', 'took longer than 1000 ms'],
    ] as const) {
      await installation.installFiles(name, {
        'package.json': JSON.stringify(manifest),
        'plugin.js': schema(validate),
      });
      const [problem] = await problems(pluginConfig(name, { startTimeoutMs: 1_000 }));
      expect(problem).toMatchObject({ code: 'PLUGIN_EXPORT_INVALID', message: expect.stringContaining(text) });
    }
  });
});
