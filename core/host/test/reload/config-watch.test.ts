import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ConfigMap } from '../../../../test/support/config-map.js';
import { type ConfigFiles, readConfigFile } from '../../src/config/config-files.js';
import { loadConfig } from '../../src/config/load-config.js';
import { ConfigWatch } from '../../src/reload/config-watch.js';
import { configFolder, HEAD } from '../config/config-folder.js';

/** A watch that is polled by hand, on a configuration that is loaded as a host loads it. */
async function watched(file: string) {
  const load = () => loadConfig({ file, env: {}, cwd: '/' });
  const loaded: string[] = [];
  let { files: tried } = await load();
  const watch = new ConfigWatch({
    tried: () => tried,
    reload: async () => {
      const { config, problems, files } = await load();
      tried = files;
      loaded.push(config?.log.level ?? problems.map(({ code }) => code).join());
    },
  });
  const polls = async (times: number) => {
    for (let time = 0; time < times; time += 1) await watch.poll();
    return loaded;
  };
  return { polls, loaded };
}

const level = (name: string): string => `${HEAD}log: { level: ${name} }\n`;

async function folderWith(text: string) {
  const folder = await configFolder({ 'headwind.yaml': text });
  return { folder, file: join(folder, 'headwind.yaml') };
}

describe('a watched configuration', () => {
  it('is not loaded again while nothing changes', async () => {
    const { file } = await folderWith(level('info'));
    const { polls } = await watched(file);
    expect(await polls(5)).toEqual([]);
  });

  it('is not loaded again for being written as it was', async () => {
    const { file } = await folderWith(level('info'));
    const { polls } = await watched(file);
    await writeFile(file, level('info'));
    expect(await polls(3)).toEqual([]);
  });

  it.each<[string, (file: string) => Promise<void>]>([
    ['an edit in place', (file) => writeFile(file, level('debug'))],
    [
      'a rename',
      async (file) => {
        await writeFile(`${file}.new`, level('debug'));
        await rename(`${file}.new`, file);
      },
    ],
  ])('is loaded again once after %s, when it was read twice', async (_name, change) => {
    const { file } = await folderWith(level('info'));
    const { polls } = await watched(file);
    await change(file);
    expect(await polls(1)).toEqual([]);
    expect(await polls(1)).toEqual(['debug']);
    expect(await polls(5)).toEqual(['debug']);
  });

  it('is loaded again each time a ConfigMap is updated', async () => {
    const mount = await ConfigMap.mount(join(await configFolder(), 'config'), { 'headwind.yaml': level('info') });
    const { polls } = await watched(join(mount.folder, 'headwind.yaml'));
    await mount.update({ 'headwind.yaml': level('debug') });
    expect(await polls(2)).toEqual(['debug']);
    await mount.update({ 'headwind.yaml': level('warn') });
    expect(await polls(2)).toEqual(['debug', 'warn']);
  });

  it('is not loaded while it is being written', async () => {
    const { file } = await folderWith(level('info'));
    const { polls } = await watched(file);
    for (const text of [HEAD, `${HEAD}log:`, `${HEAD}log: { level: de`]) {
      await writeFile(file, text);
      expect(await polls(1)).toEqual([]);
    }
    await writeFile(file, level('debug'));
    expect(await polls(2)).toEqual(['debug']);
  });

  it('is let alone where it is as it was when it is read a second time', async () => {
    const { file } = await folderWith(level('info'));
    const { polls } = await watched(file);
    await writeFile(file, level('debug'));
    await polls(1);
    await writeFile(file, level('info'));
    await polls(1);
    await writeFile(file, level('debug'));
    expect(await polls(1)).toEqual([]);
    expect(await polls(1)).toEqual(['debug']);
  });

  it('may be missing for a moment', async () => {
    const { file } = await folderWith(level('info'));
    const { polls } = await watched(file);
    await rm(file);
    await polls(1);
    await writeFile(file, level('info'));
    expect(await polls(3)).toEqual([]);
  });

  it('is told of once when it is gone or wrong, and loaded again when it is right', async () => {
    const { file } = await folderWith(level('info'));
    const { polls } = await watched(file);
    await rm(file);
    expect(await polls(10)).toEqual(['CONFIG_NOT_FOUND']);
    await writeFile(file, level('loud'));
    expect(await polls(10)).toEqual(['CONFIG_NOT_FOUND', 'CONFIG_INVALID']);
    await writeFile(file, level('info'));
    expect(await polls(10)).toEqual(['CONFIG_NOT_FOUND', 'CONFIG_INVALID', 'info']);
  });

  it('is loaded again when a file that it refers to changes, or appears', async () => {
    const { folder, file } = await folderWith(level(`"\${file:level}"`));
    await writeFile(join(folder, 'level'), 'info\n');
    const { polls } = await watched(file);
    await writeFile(join(folder, 'level'), 'debug\n');
    expect(await polls(3)).toEqual(['debug']);
    await rm(join(folder, 'level'));
    expect(await polls(3)).toEqual(['debug', 'REFERENCE_UNRESOLVED']);
    await writeFile(join(folder, 'level'), 'warn');
    expect(await polls(3)).toEqual(['debug', 'REFERENCE_UNRESOLVED', 'warn']);
  });

  it('watches the files that the latest text refers to, right or wrong', async () => {
    const { folder, file } = await folderWith(level('info'));
    const { polls } = await watched(file);
    await writeFile(file, level(`"\${file:level}"`));
    expect(await polls(3)).toEqual(['REFERENCE_UNRESOLVED']);
    await writeFile(join(folder, 'level'), 'warn');
    expect(await polls(3)).toEqual(['REFERENCE_UNRESOLVED', 'warn']);
  });

  it('is read again and again by itself once the watch is started', async () => {
    const { file } = await folderWith(level('info'));
    const { files } = await loadConfig({ file, env: {}, cwd: '/' });
    const seen: ConfigFiles[] = [];
    const reload = async (files: ConfigFiles) => void seen.push(files);
    const watch = new ConfigWatch({ tried: () => files, reload, everyMs: 1 });
    watch.start();
    await writeFile(file, level('debug'));
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(1));
    watch.stop();
    expect(seen[0]?.get(file)).toBe((await readConfigFile(file)).state);
  });

  it('survives a reload that throws', async () => {
    const { file } = await folderWith(level('info'));
    const { files } = await loadConfig({ file, env: {}, cwd: '/' });
    const watch = new ConfigWatch({ tried: () => files, reload: () => Promise.reject(new Error('broken')) });
    await writeFile(file, level('debug'));
    for (let time = 0; time < 4; time += 1) await expect(watch.poll()).resolves.toBeUndefined();
  });

  it('may be a folder for a while', async () => {
    const { file } = await folderWith(level('info'));
    const { polls } = await watched(file);
    await rm(file);
    await mkdir(file);
    expect(await polls(3)).toEqual(['CONFIG_NOT_FOUND']);
  });
});
