import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HttpReply } from '@headwind/plugin-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AccessToken, NetworkConfig } from '../../src/config/host-config.js';
import { HeadwindSignatures } from '../../src/http/headwind-signatures.js';
import { LogLevels } from '../../src/log/log-levels.js';
import { createLogger } from '../../src/log/logger.js';
import { Redactor } from '../../src/log/redactor.js';
import { prepare } from '../../src/prepare.js';
import { LiveConfiguration } from '../../src/reload/live-configuration.js';
import { Reloader } from '../../src/reload/reloader.js';
import { ReplaceableHttp } from '../../src/reload/replaceable-http.js';
import { configFolder, HEAD } from '../config/config-folder.js';
import { recordedLog } from '../plugins/recorded-log.js';
import { reloadingHost } from './reloading-host.js';

const START_THROWS = fileURLToPath(new URL('../../../../test/broken-plugins/start-throws', import.meta.url));
const UNREACHABLE = 'http://127.0.0.1:9/hook';
const webhook = (name: string, url = UNREACHABLE): string => `  ${name}: { use: webhook, config: { url: "${url}" } }\n`;

/** A reloader with all it works on, on a configuration file of this text; its plugins are started. */
async function reloading(text: string) {
  const folder = await configFolder({ 'headwind.yaml': `${HEAD}${text}` });
  const options = { env: {}, cwd: folder };
  const redactor = new Redactor();
  const { config, plugins, files, problems } = await prepare(options, redactor);
  if (config === undefined) throw new Error(JSON.stringify(problems));
  const { instances, bus, queue } = await reloadingHost(...plugins);
  const networks: NetworkConfig[] = [];
  const http = new ReplaceableHttp(config.network, (network) => {
    networks.push(network);
    const post = async (): Promise<HttpReply> => ({
      status: 200,
      text: JSON.stringify(network.deny),
      header: () => undefined,
    });
    return { post, fetch, close: async () => undefined };
  });
  let tokens: readonly AccessToken[] = config.server.tokens;
  const access = {
    replaceTokens: (replaced: readonly AccessToken[]) => {
      tokens = replaced;
    },
  };
  const signatures = new HeadwindSignatures(config.server.headwind);
  const logger = createLogger({ level: 'info', redactor, destination: { write: () => undefined } });
  const levels = new LogLevels(logger, config.log);
  const live = new LiveConfiguration({
    config,
    files,
    instances,
    bus,
    queue,
    http,
    access,
    signatures,
    levels,
    now: () => 1,
  });
  const log = recordedLog();
  const reloader = new Reloader({ options, files, live, redactor, log });
  onTestFinished(() => reloader.stop());
  return {
    ...{ folder, reloader, live, instances, levels, redactor, networks, http, signatures, log },
    write: (changed: string) => writeFile(join(folder, 'headwind.yaml'), `${HEAD}${changed}`),
    tokens: () => tokens.map(({ token }) => token),
  };
}

describe('a reloader', () => {
  it('waits until the host has started, and makes one reload after another', async () => {
    const { reloader, write, instances, live } = await reloading(`plugins:\n${webhook('a')}`);
    await write(`plugins:\n${webhook('a')}${webhook('b')}`);
    const both = Promise.all([reloader.reload(), reloader.reload()]);
    expect(instances.live).toHaveLength(1);
    expect(live.status.lastReload).toBeUndefined();
    reloader.start();
    expect(await both).toMatchObject([
      { started: ['b'], changed: [], stopped: [] },
      { started: [], changed: [], stopped: [] },
    ]);
    expect(live.status.lastReload).toEqual({ at: 1, ok: true });
  });

  it('does nothing where the files hold something else by now than what was seen to be settled', async () => {
    const { reloader, write, instances } = await reloading(`plugins:\n${webhook('a')}`);
    reloader.start();
    const before = reloader.tried;
    await write(`plugins:\n${webhook('b')}`);
    await reloader.reloadIfStill(before);
    expect(reloader.tried).toBe(before);
    expect(instances.channels.map(({ name }) => name)).toEqual(['a']);
    await reloader.reload();
    await reloader.reloadIfStill(reloader.tried);
    expect(instances.channels.map(({ name }) => name)).toEqual(['b']);
  });

  it('refuses when the host stops, also what waits', async () => {
    const { reloader } = await reloading('plugins: {}');
    const waiting = reloader.reload();
    const stopped = reloader.stop();
    await expect(waiting).rejects.toThrow('BUS_STOPPING');
    await stopped;
    await expect(reloader.reload()).rejects.toThrow('BUS_STOPPING');
  });

  it('keeps the secrets of earlier configurations out of what is logged, those of wrong ones too', async () => {
    const { reloader, write, redactor } = await reloading('server: { tokens: [first-4711] }\n');
    reloader.start();
    await write('server: { tokens: [second-4712] }\nplugin: {}\n');
    expect(await reloader.reload()).toMatchObject({ problems: [{ code: 'CONFIG_INVALID' }] });
    await write('server: { tokens: [third-4713] }\n');
    await reloader.reload();
    expect(redactor.redact('first-4711 second-4712 third-4713')).toBe('[secret] [secret] [secret]');
  });

  it('logs every problem with its place, and remembers that what is live stays', async () => {
    const { reloader, write, live, log } = await reloading('plugins: {}\n');
    reloader.start();
    const { hash, loadedAt } = live.status;
    await write('plugin: {}\nlog: { level: loud }\n');
    await reloader.reload();
    expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
      ['error', expect.stringMatching(/^headwind\.yaml:2:1 CONFIG_INVALID unknown key `plugin`/)],
      ['error', expect.stringMatching(/^headwind\.yaml:3:15 CONFIG_INVALID `log\.level`: found "loud"/)],
      ['error', 'the configuration was not reloaded: what is live goes on'],
    ]);
    expect(live.status).toEqual({ hash, loadedAt, lastReload: { at: 1, ok: false } });
  });
});

describe('a reload of what is not an instance', () => {
  it('replaces tokens', async () => {
    const { reloader, write, tokens } = await reloading('server: { tokens: [first-4711] }\n');
    reloader.start();
    await write('server: { tokens: [{ token: second-4712, role: read }] }\n');
    await reloader.reload();
    expect(tokens()).toEqual(['second-4712']);
    await write('server: {}\n');
    await reloader.reload();
    expect(tokens()).toEqual([]);
  });

  it('replaces the secrets of the operator and their scheme', async () => {
    const server = (secret: string, scheme: string) =>
      `server: { headwind: { secrets: [${secret}], scheme: ${scheme} } }\n`;
    const body = Buffer.from('{}');
    const legacy = `sha256=${createHash('sha256').update('second-4712').update(body).digest('hex')}`;
    const { reloader, write, signatures, redactor } = await reloading(server('first-4711', 'hmac'));
    reloader.start();
    expect(() => signatures.check(legacy, body)).toThrow('with none of the secrets');
    await write(server('second-4712', 'hmac'));
    await reloader.reload();
    expect(() => signatures.check(legacy, body)).toThrow('scheme: legacy');
    await write(server('second-4712', 'legacy'));
    await reloader.reload();
    expect(() => signatures.check(legacy, body)).not.toThrow();
    await write('server: {}\n');
    await reloader.reload();
    expect(signatures.none).toBe(true);
    expect(redactor.redact('first-4711 second-4712')).toBe('[secret] [secret]');
  });

  it('opens no door: beyond loopback the tokens stay until the start that leaves it', async () => {
    const { reloader, write, tokens } = await reloading('server: { listen: ":0", tokens: [first-4711] }\n');
    reloader.start();
    await write('server: { listen: "127.0.0.1:0" }\n');
    expect(await reloader.reload()).toMatchObject({
      warnings: expect.arrayContaining([
        '`server.listen` has changed: it takes effect when the host is started again',
        'the tokens stay good until the host is started again, because until then it listens beyond loopback',
      ]),
    });
    expect(tokens()).toEqual(['first-4711']);
    await write('server: { listen: ":0", allowUnauthenticated: true }\n');
    await reloader.reload();
    expect(tokens()).toEqual([]);
  });

  it('leaves the levels that were set meanwhile, unless `log` changed', async () => {
    const { reloader, write, levels } = await reloading('log: { level: warn }\n');
    reloader.start();
    levels.set('debug');
    await write('log: { level: warn }\nplugins: {}\n');
    await reloader.reload();
    expect(levels.level).toBe('debug');
    await write('log: { level: error }\n');
    await reloader.reload();
    expect(levels.level).toBe('error');
  });

  it('has new rules for addresses in force before anything starts, and the old ones again where that fails', async () => {
    const { reloader, write, networks, http } = await reloading('plugins: {}\n');
    reloader.start();
    await write('network: { deny: [192.0.2.1] }\nplugins: {}\n');
    await reloader.reload();
    await write('network: { deny: [192.0.2.1] }\n');
    await reloader.reload();
    expect(networks.map(({ deny }) => deny)).toEqual([[], ['192.0.2.1']]);
    await write(`network: { deny: [192.0.2.2] }\nplugins: { a: { use: "${START_THROWS}" } }\n`);
    expect(await reloader.reload()).toMatchObject({
      problems: [{ code: 'PLUGIN_START_FAILED', path: ['plugins', 'a'], position: { line: 3 } }],
    });
    expect(networks.map(({ deny }) => deny)).toEqual([[], ['192.0.2.1'], ['192.0.2.2']]);
    expect(JSON.parse((await http.post('http://receiver.example', {})).text)).toEqual(['192.0.2.1']);
  });
});
