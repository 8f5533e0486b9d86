import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { HostProcess } from '../support/host-process.js';
import { createInstallation } from '../support/plugin-installation.js';

const NAME = 'headwind-plugin-greeter';

/** Copies the source, and fails where it says so. */
const BUILD = `import { cp, readFile } from 'node:fs/promises';
const source = await readFile('src/plugin.js', 'utf8');
if (source.includes('DOES NOT BUILD')) {
  console.log('src/plugin.js does not build');
  process.exit(3);
}
await cp('src', 'dist', { recursive: true });
`;

/** The word stands in a module of its own, which a swap must not keep from the last build. */
const PLUGIN = `import { definePlugin, outcomeOf } from '@headwind/plugin-api';
import { z } from 'zod';
import { WORD } from './word.js';

export default definePlugin({
  kind: 'channel',
  config: z.strictObject({ url: z.url() }),
  create: ({ config, http }) => ({
    async deliver(event, attempt) {
      const json = { text: WORD + ' ' + event.kind };
      return outcomeOf(await http.post(config.url, { json, signal: attempt.signal }));
    },
  }),
});
`;

/** A plugin package that its author works on. */
export interface DevelopedPlugin {
  readonly folder: string;
  /** Runs `plugin dev` on it, which ends with the test. */
  develop(...flags: string[]): HostProcess;
  /** Writes a file of the package. */
  save(file: string, content: string): Promise<void>;
  /** Saves a file with one text in place of another. */
  edit(file: string, from: string, to: string): Promise<void>;
}

/** @param url where the plugin sends its greetings, by the example of its manifest */
export async function developedPlugin(url: string): Promise<DevelopedPlugin> {
  const installation = await createInstallation();
  onTestFinished(() => installation.remove());
  const manifest = {
    name: NAME,
    version: '1.0.0',
    type: 'module',
    scripts: { build: 'node build.js' },
    headwind: {
      apiVersion: 1,
      kind: 'channel',
      name: 'greeter',
      entry: './dist/plugin.js',
      subscribes: ['update_*', 'rollback_*'],
      example: { url },
    },
  };
  await installation.installFiles(NAME, {
    'package.json': JSON.stringify(manifest),
    'build.js': BUILD,
    'src/plugin.js': PLUGIN,
    'src/word.js': "export const WORD = 'hello';\n",
  });
  const folder = installation.place(NAME);
  const save = (file: string, content: string) => writeFile(join(folder, file), content);
  return {
    folder,
    develop(...flags) {
      const process = new HostProcess({ args: ['plugin', 'dev', folder, ...flags], cwd: installation.folder });
      onTestFinished(() => void process.stop());
      return process;
    },
    save,
    async edit(file, from, to) {
      const content = await readFile(join(folder, file), 'utf8');
      await save(file, content.replace(from, to));
    },
  };
}
