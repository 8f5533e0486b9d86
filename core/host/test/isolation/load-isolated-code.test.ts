import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type PluginInstallation } from '../../../../test/support/plugin-installation.js';
import { Redactor } from '../../src/log/redactor.js';
import { loadPlugin } from '../../src/plugins/load-plugin.js';
import { pluginConfig } from '../plugins/plugin-config.js';

let installation: PluginInstallation;

beforeAll(async () => {
  installation = await createInstallation();
});

afterAll(() => installation.remove());

/** Loads an isolated channel whose module is this. */
async function load(name: string, module: string) {
  const headwind = { apiVersion: 1, kind: 'channel', name: 'fixture', entry: './plugin.js' };
  await installation.installFiles(name, {
    'package.json': JSON.stringify({ name, type: 'module', headwind }),
    'plugin.js': module,
  });
  const { folder } = installation;
  const config = pluginConfig(name, { isolation: { type: 'worker', memoryBytes: 2 ** 27 } });
  const locate = () => undefined;
  return loadPlugin(config, { configFolder: folder, workingFolder: folder, locate, redactor: new Redactor() });
}

describe('loading a plugin in a worker thread', () => {
  it.each([
    ['exits', 'process.exit(7);', 'exited with code 7'],
    [
      'throws later',
      "setTimeout(() => { throw new Error('late'); }); await new Promise(() => {});",
      'nobody caught: late',
    ],
    ['loops for ever', 'for (;;);', 'did not answer for 5 s'],
    ['grows for ever', 'const m = new Map(); for (let i = 0; ; i += 1) m.set(i, { i });', 'memory limit of 128 MiB'],
  ])('reports a module that %s, and the host runs on', async (what, module, said) => {
    expect(await load(what.replaceAll(' ', '-'), module)).toMatchObject({
      manifest: { kind: 'channel', name: 'fixture' },
      fault: {
        code: 'PLUGIN_WORKER_ENDED',
        found: expect.stringMatching(
          new RegExp(`^The worker thread of the instance "\\S+" \\(\\S+ \\S+, /.*/plugin\\.js\\) .*${said}`),
        ),
      },
    });
  });

  it('runs nothing of the plugin in the thread of the host', async () => {
    const module = `
      import { definePlugin } from '@headwind/plugin-api';
      import { isMainThread } from 'node:worker_threads';
      import { z } from 'zod';
      if (isMainThread) throw new Error('imported in the main thread');
      export default definePlugin({ kind: 'channel', config: z.unknown(), warnings: () => ['far away'], create: () => ({}) });`;
    expect(await load('elsewhere', module)).toMatchObject({ warnings: ['oncall: far away'], settings: undefined });
  });
});
