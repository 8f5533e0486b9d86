import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EVENT_KINDS } from '@headwind/plugin-api';
import type { Receiver } from '@headwind/plugin-testkit/receiver';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../support/folder.js';
import { HostProcess } from '../support/host-process.js';
import { testReceiver } from '../support/receiver.js';
import { developedPlugin } from './developed-plugin.js';

const RUNNING = /running headwind-plugin-greeter 1\.0\.0 at (http:\/\/127\.0\.0\.1:\d+)/;
const SWAPPED = /(running .* at http:.*){2}/s;

async function greeting(receiver: Receiver): Promise<unknown> {
  const { rawBody } = await receiver.next();
  return JSON.parse(rawBody.toString());
}

describe('headwind-notify plugin dev', () => {
  it('publishes one sample for a digit and one of every kind for s, and shows what became of them', async () => {
    const receiver = await testReceiver();
    const plugin = await developedPlugin(receiver.url);
    const dev = plugin.develop();
    await dev.saysOnStderr(RUNNING);
    dev.type('1\n');
    expect(await greeting(receiver)).toEqual({ text: 'hello update_detected' });
    await dev.saysOnStderr(/notification delivered/);
    dev.type('s\n');
    const all: unknown[] = [];
    for (const _ of EVENT_KINDS) all.push(await greeting(receiver));
    expect(all).toHaveLength(EVENT_KINDS.length);
    expect(all).toEqual(expect.arrayContaining(EVENT_KINDS.map((kind) => ({ text: `hello ${kind}` }))));
  });

  it.each(['q', 'SIGTERM'])('ends with 0 on %s, and leaves no host and no folder behind', async (way) => {
    const receiver = await testReceiver();
    const plugin = await developedPlugin(receiver.url);
    const dev = plugin.develop();
    const [, address = ''] = await dev.saysOnStderr(RUNNING);
    const [, home = ''] = await dev.saysOnStderr(/"configuration":"([^"]+)\/headwind\.yaml"/);
    expect(existsSync(home)).toBe(true);
    if (way === 'q') dev.type('q\n');
    expect(await (way === 'q' ? dev.exited : dev.stop())).toBe(0);
    expect(dev.stderr).toContain('"msg":"stopped"');
    await expect(fetch(`${address}/healthz`)).rejects.toThrow('fetch failed');
    expect(existsSync(home)).toBe(false);
  });

  it('takes the configuration of --settings in place of the example, and reads it again at each swap', async () => {
    const receiver = await testReceiver();
    const plugin = await developedPlugin('http://127.0.0.1:9/');
    await plugin.save('settings.yaml', 'adress: none\n');
    const dev = plugin.develop('--settings', join(plugin.folder, 'settings.yaml'));
    await dev.saysOnStderr(/PLUGIN_CONFIG_REFUSED.*waiting for the next save/s);
    await plugin.save('settings.yaml', `url: ${receiver.url}\n`);
    await dev.saysOnStderr(RUNNING);
    dev.type('1');
    expect(await greeting(receiver)).toEqual({ text: 'hello update_detected' });
  });

  it.each([
    ['has no package.json', {}],
    ['has no key "headwind"', { 'package.json': '{"scripts":{"build":"true"}}' }],
    ['has no script "build"', { 'package.json': '{"headwind":{}}' }],
  ])('ends with 2 where the folder %s', async (problem, files) => {
    const folder = await testFolder();
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    const dev = new HostProcess({ args: ['plugin', 'dev', '.'], cwd: folder });
    expect(await dev.exited).toBe(2);
    expect(dev.stderr).toContain(problem);
  });

  it('swaps the plugin after a save, with all its modules and at the same address', async () => {
    const receiver = await testReceiver();
    const plugin = await developedPlugin(receiver.url);
    const dev = plugin.develop();
    const [, address] = await dev.saysOnStderr(RUNNING);
    await plugin.edit('src/word.js', 'hello', 'good morning');
    await dev.saysOnStderr(SWAPPED);
    dev.type('1');
    expect(await greeting(receiver)).toEqual({ text: 'good morning update_detected' });
    expect(dev.stderr.split(`at ${address}\n`)).toHaveLength(3);
  });

  it('goes on with the plugin as it was while a build fails', async () => {
    const receiver = await testReceiver();
    const plugin = await developedPlugin(receiver.url);
    const dev = plugin.develop();
    await dev.saysOnStderr(RUNNING);
    await plugin.edit('src/plugin.js', 'export', '// DOES NOT BUILD\nexport');
    await dev.saysOnStderr(/src\/plugin\.js does not build\n.*ended with 3; the plugin that was built before goes on/s);
    dev.type('1');
    expect(await greeting(receiver)).toEqual({ text: 'hello update_detected' });
  });

  it('reports a plugin that cannot be imported by its code, and gives it what was published once it is mended', async () => {
    const receiver = await testReceiver();
    const plugin = await developedPlugin(receiver.url);
    await plugin.save('src/word.js', 'export const WORD = ;\n');
    const dev = plugin.develop();
    await dev.saysOnStderr(/PLUGIN_IMPORT_FAILED.*waiting for the next save/s);
    dev.type('1');
    await dev.saysOnStderr(/published update_detected/);
    await plugin.save('src/word.js', "export const WORD = 'mended';\n");
    await dev.saysOnStderr(RUNNING);
    expect(await greeting(receiver)).toEqual({ text: 'mended update_detected' });
  });

  it('waits where package.json is broken, and goes on once it is mended', async () => {
    const receiver = await testReceiver();
    const plugin = await developedPlugin(receiver.url);
    const dev = plugin.develop();
    await dev.saysOnStderr(RUNNING);
    await plugin.edit('package.json', '"apiVersion":1,', '"apiVersion":1');
    await dev.saysOnStderr(/MANIFEST_INVALID.*waiting for the next save/s);
    await plugin.edit('package.json', '"apiVersion":1', '"apiVersion":1,');
    await dev.saysOnStderr(SWAPPED);
  });

  it('swaps on the key r as well, and gives the next plugin what waits for it', async () => {
    const receiver = await testReceiver();
    const plugin = await developedPlugin(receiver.url);
    receiver.replyWith(503);
    const dev = plugin.develop();
    await dev.saysOnStderr(RUNNING);
    dev.type('2');
    expect(await greeting(receiver)).toEqual({ text: 'hello update_request_created' });
    await dev.saysOnStderr(/"attempt":1,"outcome":"retry".*will be sent again/);
    dev.type('r');
    await dev.saysOnStderr(SWAPPED);
    await dev.saysOnStderr(/"event":"update_request_created".*"outcome":"delivered"/);
  });
});
