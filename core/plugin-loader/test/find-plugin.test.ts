import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isCodedError } from '@headwind/bus/coded-error';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createInstallation, type PluginInstallation } from '../../../test/support/plugin-installation.js';
import { findPlugin } from '../src/find-plugin.js';

let installation: PluginInstallation;

beforeEach(async () => {
  installation = await createInstallation();
});

afterEach(() => installation.remove());

const manifest = { apiVersion: 1, kind: 'channel', name: 'x', entry: './plugin.js' };

function find(use: string, configFolder = installation.folder, workingFolder = configFolder) {
  return findPlugin(use, { configFolder, workingFolder });
}

async function refusal(use: string) {
  const error = await find(use).catch((thrown: unknown) => thrown);
  if (!isCodedError(error)) throw new Error(`found, or failed otherwise: ${String(error)}`);
  return error;
}

async function install(name: string) {
  const content = { name, version: '2.1.0', headwind: manifest };
  await installation.installFiles(name, { 'package.json': JSON.stringify(content) });
}

describe('finding the package of a plugin', () => {
  it('takes a short name for a package of @headwind', async () => {
    await install('@headwind/plugin-slack');
    expect(await find('slack')).toMatchObject({
      folder: installation.place('@headwind/plugin-slack'),
      name: '@headwind/plugin-slack',
      version: '2.1.0',
    });
  });

  it('takes a full name with and without a scope', async () => {
    await install('@acme/pager');
    await install('acme-pager');
    expect((await find('@acme/pager')).name).toBe('@acme/pager');
    expect((await find('acme-pager')).name).toBe('acme-pager');
  });

  it('prefers the short name where a package of the same full name is installed', async () => {
    await install('@headwind/plugin-slack');
    await install('slack');
    expect((await find('slack')).name).toBe('@headwind/plugin-slack');
  });

  it('does not take a package without a manifest for a plugin because of its short name', async () => {
    await installation.installFiles('pigeon', { 'package.json': JSON.stringify({ name: 'pigeon' }) });
    expect(await refusal('pigeon')).toMatchObject({ code: 'PLUGIN_NOT_FOUND' });
  });

  it('takes a path, seen from the configuration file', async () => {
    await install('@acme/pager');
    const folder = join(installation.folder, 'config');
    await mkdir(folder);
    expect((await find('../node_modules/@acme/pager', folder)).name).toBe('@acme/pager');
    expect((await find(installation.place('@acme/pager'), tmpdir())).name).toBe('@acme/pager');
  });

  it('looks in every folder above the configuration file', async () => {
    await install('@acme/pager');
    const folder = join(installation.folder, 'a/b/c');
    await mkdir(folder, { recursive: true });
    expect((await find('@acme/pager', folder)).name).toBe('@acme/pager');
  });

  it('looks from the working directory after the configuration file', async () => {
    await install('@acme/pager');
    const other = await createInstallation();
    try {
      expect((await find('@acme/pager', other.folder, installation.folder)).folder).toBe(
        installation.place('@acme/pager'),
      );
      await other.installFiles('@acme/pager', { 'package.json': JSON.stringify({ headwind: manifest }) });
      expect((await find('@acme/pager', other.folder, installation.folder)).folder).toBe(other.place('@acme/pager'));
    } finally {
      await other.remove();
    }
  });

  describe('with a folder of plugins besides', () => {
    const findBeside = (use: string, pluginsFolder: string) =>
      findPlugin(use, { configFolder: installation.folder, workingFolder: installation.folder, pluginsFolder });

    it('looks among what was installed there', async () => {
      const beside = await createInstallation();
      onTestFinished(() => beside.remove());
      await beside.installFiles('@acme/pager', { 'package.json': JSON.stringify({ headwind: manifest }) });
      expect((await findBeside('@acme/pager', beside.folder)).folder).toBe(beside.place('@acme/pager'));
    });

    it('takes packages that lie in it by their names', async () => {
      const beside = await createInstallation();
      onTestFinished(() => beside.remove());
      await beside.installFiles('@acme/pager', { 'package.json': JSON.stringify({ headwind: manifest }) });
      const folder = dirname(beside.place('@acme'));
      expect((await findBeside('@acme/pager', folder)).folder).toBe(join(folder, '@acme/pager'));
    });

    it('prefers one there to the bundled one, and one beside the configuration to both', async () => {
      const beside = await createInstallation();
      onTestFinished(() => beside.remove());
      await beside.installFiles('@headwind/plugin-webhook', { 'package.json': JSON.stringify({ headwind: manifest }) });
      expect((await findBeside('webhook', beside.folder)).folder).toBe(beside.place('@headwind/plugin-webhook'));
      await install('@headwind/plugin-webhook');
      expect((await findBeside('webhook', beside.folder)).folder).toBe(installation.place('@headwind/plugin-webhook'));
    });

    it('is where to install what is missing', async () => {
      const beside = await createInstallation();
      onTestFinished(() => beside.remove());
      const error = await findBeside('@acme/absent', beside.folder).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: 'PLUGIN_NOT_FOUND',
        found: expect.stringContaining(`${join(beside.folder, 'node_modules')}, ${beside.folder}`),
        remedy: expect.stringContaining(`npm install @acme/absent in ${beside.folder}`),
      });
    });
  });

  it('finds the bundled plugins beside the host', async () => {
    expect((await find('webhook')).name).toBe('@headwind/plugin-webhook');
  });

  it('says where it looked and how to install what is missing', async () => {
    const error = await refusal('@acme/absent');
    expect(error.code).toBe('PLUGIN_NOT_FOUND');
    expect(error.found).toContain('@acme/absent');
    expect(error.found).toContain(join(installation.folder, 'node_modules'));
    expect(error.remedy).toContain(`npm install @acme/absent in ${installation.folder}`);
  });

  it('names the nearest plugin for a misspelt one', async () => {
    await install('@headwind/plugin-slack');
    expect((await refusal('slak')).remedy).toContain('Did you mean "slack"?');
    expect((await refusal('@headwind/plugin-webhok')).remedy).toContain('Did you mean "@headwind/plugin-webhook"?');
    expect((await refusal('smoke-signal')).remedy).not.toContain('Did you mean');
  });

  it('says that a path has no package.json', async () => {
    const error = await refusal('./nowhere');
    expect(error).toMatchObject({ code: 'PLUGIN_NOT_FOUND' });
    expect(error.found).toContain(join(installation.folder, 'nowhere'));
  });

  it('never lets a name lead out of node_modules', async () => {
    await installation.installFiles('..', { 'package.json': JSON.stringify({ headwind: manifest }) });
    const parts = fc.array(fc.constantFrom('..', '.', '/', '\\', 'a', '@', '%2e', ' '), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(parts, async (segments) => {
        const use = segments.join('');
        fc.pre(!use.startsWith('.') && !use.startsWith('/'));
        expect((await refusal(use)).code).toBe('PLUGIN_NOT_FOUND');
      }),
      { numRuns: 200 },
    );
  });
});
