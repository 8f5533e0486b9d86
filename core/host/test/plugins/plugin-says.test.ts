import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type PluginInstallation } from '../../../../test/support/plugin-installation.js';
import type { IsolationConfig, PluginConfig } from '../../src/config/host-config.js';
import { Redactor } from '../../src/log/redactor.js';
import { loadPlugin } from '../../src/plugins/load-plugin.js';
import { pluginConfig } from './plugin-config.js';

let installation: PluginInstallation;

beforeAll(async () => {
  installation = await createInstallation();
  await install('acme-pager', "({ url }) => (url.startsWith('http:') ? [url + ' is not encrypted'] : [])");
  await install('acme-picky', "(_, receives) => (receives('update_completed') ? [] : ['nothing is ever completed'])");
  await install('acme-slips', '() => ["mind the step"]', {
    subscribe: ['update_*'],
    subscribes: ['updte_*', '*'],
    x: 1,
  });
  await install('acme-broken', "() => { throw new Error('no opinion') }");
});

afterAll(() => installation.remove());

function install(name: string, warnings: string, further: object = {}): Promise<void> {
  const headwind = {
    apiVersion: 1,
    kind: 'channel',
    name: 'pager',
    entry: './plugin.js',
    rateLimit: { perSecond: 2, burst: 5 },
    ...further,
  };
  return installation.installFiles(name, {
    'package.json': JSON.stringify({ name, version: '1.0.0', type: 'module', headwind }),
    'plugin.js': `
      import { definePlugin, delivered } from '@headwind/plugin-api';
      import { z } from 'zod';
      export default definePlugin({
        kind: 'channel',
        config: z.strictObject({ url: z.string().meta({ writeOnly: true }) }),
        warnings: ${warnings},
        create: () => ({ deliver: () => delivered() }),
      });`,
  });
}

function load(use: string, url: string, overrides: Partial<PluginConfig> = {}) {
  const { folder } = installation;
  const config = pluginConfig(use, { config: { url }, ...overrides });
  const locate = () => undefined;
  return loadPlugin(config, { configFolder: folder, workingFolder: folder, locate, redactor: new Redactor() });
}

describe('what a plugin says of itself', () => {
  it('is a warning of the instance, without its secrets', async () => {
    expect(await load('acme-pager', 'http://example.com/secret-path')).toMatchObject({
      warnings: ['oncall: [secret] is not encrypted'],
    });
  });

  it('is nothing where there is nothing to warn of', async () => {
    expect(await load('acme-pager', 'https://example.com/')).toMatchObject({ warnings: [] });
  });

  it('may depend on the kinds of event that the instance gets', async () => {
    expect(await load('acme-picky', 'https://example.com/')).toMatchObject({ warnings: [] });
    for (const when of [{ events: ['update_failed'] }, { minSeverity: 'warning' as const }]) {
      expect(await load('acme-picky', 'https://example.com/', { when })).toMatchObject({
        warnings: ['oncall: nothing is ever completed'],
      });
    }
  });

  it('refuses nothing where it throws, and that is said', async () => {
    expect(await load('acme-broken', 'https://example.com/')).toMatchObject({
      warnings: ["oncall: the plugin's warnings failed: no opinion; report it to its author"],
    });
  });

  it.each<IsolationConfig>([{ type: 'none' }, { type: 'worker', memoryBytes: 2 ** 28 }])(
    'has the slips of its manifest beside it, with isolation of type $type',
    async (isolation) => {
      const slip = (text: string) =>
        expect.stringMatching(new RegExp(`^oncall: .*/acme-slips/package\\.json: ${text}`));
      const loaded = await load('acme-slips', 'https://example.com/', { isolation });
      expect(loaded).toMatchObject({
        warnings: [
          slip('"headwind.subscribe" is passed over; did its author mean "subscribes"\\?$'),
          slip('headwind.subscribes names "updte_\\*", which fits no kind of event that this host knows$'),
          'oncall: mind the step',
        ],
      });
    },
  );

  it('is the rate limit of its provider, unless the configuration gives one', async () => {
    expect(await load('acme-pager', 'https://example.com/')).toMatchObject({
      config: { lane: { rateLimit: { perSecond: 2, burst: 5 } } },
    });
    const lane = { ...pluginConfig('acme-pager').lane, rateLimit: { perSecond: 50, burst: 50 } };
    expect(await load('acme-pager', 'https://example.com/', { lane })).toMatchObject({
      config: { lane: { rateLimit: { perSecond: 50, burst: 50 } } },
    });
  });
});
