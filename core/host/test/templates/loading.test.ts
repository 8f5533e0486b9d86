import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { PluginKind } from '@headwind/plugin-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type PluginInstallation } from '../../../../test/support/plugin-installation.js';
import type { PluginConfig } from '../../src/config/host-config.js';
import { checkHost } from '../../src/host.js';
import { Redactor } from '../../src/log/redactor.js';
import { loadPlugin } from '../../src/plugins/load-plugin.js';
import { configFolder, HEAD, loadText, right, told } from '../config/config-folder.js';
import { pluginConfig } from '../plugins/plugin-config.js';

let installation: PluginInstallation;

beforeAll(async () => {
  installation = await createInstallation();
  await install('acme-chat', 'channel');
  await install('acme-relay', 'channel', { templates: false });
  await install('acme-watch', 'observer');
  await install('acme-feed', 'source');
});

afterAll(() => installation.remove());

function install(name: string, kind: PluginKind, manifest: object = {}): Promise<void> {
  const headwind = { apiVersion: 1, kind, name: 'fixture', entry: './plugin.js', ...manifest };
  return installation.installFiles(name, {
    'package.json': JSON.stringify({ name, version: '1.0.0', type: 'module', headwind }),
    'plugin.js': `
      import { definePlugin, delivered } from '@headwind/plugin-api';
      import { z } from 'zod';
      const create = () => ({ deliver: () => delivered(), observe() {} });
      export default definePlugin({ kind: '${kind}', config: z.strictObject({}), create });`,
  });
}

const RIGHT = { '*': { title: '{{ workload.name }}' } };
const WRONG = { '*': { title: '{{ nmae }}' } };

function load(use: string, overrides: Partial<PluginConfig>) {
  const { folder } = installation;
  const locate = () => undefined;
  return loadPlugin(pluginConfig(use, overrides), {
    configFolder: folder,
    workingFolder: folder,
    locate,
    redactor: new Redactor(),
  });
}

async function problems(use: string, overrides: Partial<PluginConfig>) {
  const result = await load(use, overrides);
  return Array.isArray(result) ? result.map(({ code, message }) => `${code} ${message}`) : [];
}

describe('the templates of an instance', () => {
  it('are loaded with its plugin', async () => {
    expect(await load('acme-chat', { templates: RIGHT })).toHaveProperty('templates');
    expect(await load('acme-chat', {})).not.toHaveProperty('templates');
    expect(await load('acme-chat', { templates: {} })).not.toHaveProperty('templates');
  });

  it.each([
    ['acme-relay', 'which sends events as they are'],
    ['acme-watch', 'which is an observer'],
    ['acme-feed', 'which is a source'],
  ])('are a problem where they have no effect: %s', async (use, why) => {
    const message = `found templates for ${use}, ${why}: they would have no effect; expected them on a channel that words its messages`;
    for (const templates of [RIGHT, WRONG]) {
      expect(await problems(use, { templates })).toEqual([`CONFIG_INVALID \`plugins.oncall.templates\`: ${message}`]);
    }
  });

  it('are reported together with whatever else is wrong', async () => {
    const mistake = expect.stringMatching(/^CONFIG_INVALID .*found the variable `nmae`/);
    expect(await problems('acme-chat', { templates: WRONG, config: { url: 1 } })).toEqual([
      mistake,
      expect.stringMatching(/^PLUGIN_CONFIG_REFUSED unknown key `url`/),
    ]);
    expect(await problems('acme-relay', { templates: RIGHT, config: { url: 1 } })).toHaveLength(2);
    expect(await problems('acme-nowhere', { templates: WRONG })).toEqual([
      mistake,
      expect.stringMatching(/^PLUGIN_NOT_FOUND/),
    ]);
  });

  it('are checked although another setting of the instance is wrong', async () => {
    const loaded = await loadText(
      `${HEAD}plugins:\n  a: { use: console, timeout: 5, templates: { "*": { title: x } }, config: { x: 1 } }\n`,
    );
    expect(told(loaded)).toHaveLength(1);
    expect(loaded.checkable).toMatchObject([{ templates: { '*': { title: 'x' } }, config: { x: 1 } }]);
  });

  it.each([
    ['5', {}],
    [
      '{ "*": { title: x }, update_failed: { titel: x, text: y }, "rolback_*": { text: x } }',
      { '*': { title: 'x' }, update_failed: { text: 'y' } },
    ],
  ])('are checked but for those that are wrong already: %s', async (templates, right) => {
    const loaded = await loadText(
      `${HEAD}plugins:\n  a: { use: console, templates: ${templates}, config: { x: 1 } }\n`,
    );
    expect(loaded.config).toBeUndefined();
    expect(loaded.checkable).toMatchObject([{ templates: right, config: { x: 1 } }]);
    expect(loaded.checkable[0]?.templates).toEqual(right);
  });

  it('are not said to be there where another setting of a webhook is wrong', async () => {
    const folder = await configFolder({
      'headwind.yaml': `${HEAD}plugins: { hook: { use: webhook, retry: { for: x }, config: { url: "https://x.example" } } }\n`,
    });
    const { problems } = await checkHost({ env: {}, cwd: folder });
    expect(problems.map(({ path }) => path.join('.'))).toEqual(['plugins.hook.retry.for']);
  });

  it('keep the order of the file, with references replaced, and without keys that have no value', async () => {
    const text = `${HEAD}plugins:
  a:
    use: console
    templates:
      "rollback_*": { title: "\${env:SITE}: {{ title }}" }
      "*": { title: all, text: }
      rollback_failed: { facts: { Room: "12", Team: } }
`;
    const { plugins } = right(await loadText(text, { env: { SITE: 'north' } }));
    expect(Object.entries(plugins[0]?.templates ?? {})).toEqual([
      ['rollback_*', { title: 'north: {{ title }}' }],
      ['*', { title: 'all' }],
      ['rollback_failed', { facts: { Room: '12' } }],
    ]);
  });
});

describe('LiquidJS', () => {
  const SCRIPT = `
    import { createRequire } from 'node:module';
    import { checkHost } from '@headwind/host/host';
    const { problems } = await checkHost({ env: {}, cwd: process.argv[1] });
    const { cache } = createRequire(import.meta.url);
    const isLoaded = Object.keys(cache).some((file) => file.includes('liquidjs'));
    console.log(JSON.stringify({ problems, isLoaded }));`;

  async function check(plugin: string): Promise<unknown> {
    const folder = await configFolder({ 'headwind.yaml': `${HEAD}plugins: { log: ${plugin} }` });
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', SCRIPT, folder], {
      cwd: import.meta.dirname,
    });
    return JSON.parse(stdout);
  }

  it('is loaded for templates, and never for a host without them', async () => {
    expect(await check('{ use: console }')).toEqual({ problems: [], isLoaded: false });
    const templates = '{ "*": { title: x } }';
    expect(await check(`{ use: console, templates: ${templates} }`)).toEqual({ problems: [], isLoaded: true });
  });
});
