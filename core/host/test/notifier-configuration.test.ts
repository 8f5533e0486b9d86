import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createInstallation } from '../../../test/support/plugin-installation.js';
import { ConfigurationError, createNotifier, type NotifierConfig, type NotifierOptions } from '../src/notifier.js';
import { configFolder } from './config/config-folder.js';
import { startServer } from './plugin-http/local-server.js';
import { recordedLog } from './plugins/recorded-log.js';

const SECRET = 'zq7ab3de5gh8jk1m';
const OTHER_SECRET = 'np4rs6tv2wx9yc5f';

/** Says its secrets wherever it can. One is marked in its schema, and the other comes from a reference. */
const LEAKING_PLUGIN = `
  import { definePlugin, rejected } from '@headwind/plugin-api';
  import { z } from 'zod';
  export default definePlugin({
    kind: 'channel',
    config: z.strictObject({ key: z.string().meta({ writeOnly: true }), other: z.string() }),
    create: ({ config: { key, other }, log }) => ({
      deliver() {
        log.error(key + ' and ' + other, { key, error: new Error(other) });
        return rejected(key + ' and ' + other);
      },
    }),
  });`;

/** A busy machine may take its time. */
const PATIENCE = { timeout: 20_000 };

/** A reference as a configuration writes it. */
const reference = (name: string) => `$\{${name}}`;

async function refusal(
  config: NotifierConfig | { file: string },
  options: NotifierOptions = {},
): Promise<ConfigurationError> {
  const cwd = await configFolder();
  const error = await createNotifier(config, { cwd, env: {}, log: false, ...options }).then(
    (notifier) => notifier.stop(),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ConfigurationError) return error;
  throw new Error(`expected the configuration to be refused, found ${error}`);
}

async function started(config: NotifierConfig, options: NotifierOptions = {}) {
  const cwd = options.cwd ?? (await configFolder());
  const log = recordedLog();
  const notifier = await createNotifier(config, { env: {}, log, ...options, cwd });
  onTestFinished(() => notifier.stop());
  return { notifier, log, cwd };
}

/** What JavaScript may pass, whatever the types say. */
function untyped(config: unknown): NotifierConfig {
  return JSON.parse('{}', () => config);
}

describe('the configuration of a notifier', () => {
  it('has every problem told at once, and starts nothing', async () => {
    const cwd = await configFolder();
    const config = untyped({
      queu: {},
      log: { level: 'loud' },
      plugins: { hook: { use: 'webhook', timeout: 5, config: { url: reference('env:NOPE') } }, a: { use: 'webhok' } },
    });
    const { message, problems } = await refusal(config, { cwd });
    expect(problems.map(({ code }) => code).toSorted()).toEqual([
      'CONFIG_INVALID',
      'CONFIG_INVALID',
      'CONFIG_INVALID',
      'PLUGIN_NOT_FOUND',
      'REFERENCE_UNRESOLVED',
    ]);
    expect(message).toContain('configuration  CONFIG_INVALID  unknown key `queu`; did you mean `queue`?');
    expect(message).toContain('`plugins.hook.timeout`: found 5, expected a duration');
    expect(message).toMatch(/\n5 problems$/);
    await expect(createNotifier({}, { cwd, log: false }).then((notifier) => notifier.stop())).resolves.toBeUndefined();
  });

  it.each([
    [undefined, 'found nothing'],
    [[], 'found a list'],
    ['headwind.yaml', 'found "headwind.yaml"'],
    [new Map(), 'found an object of the class Map'],
  ])('is a plain object, and not %j', async (config, found) => {
    expect((await refusal(untyped(config))).message).toMatch(
      `configuration  CONFIG_INVALID  the configuration: ${found}, expected a plain object`,
    );
  });

  it('has its own version unless another is given, and keys that are undefined count as not given', async () => {
    const { notifier } = await started({
      apiVersion: undefined,
      server: undefined,
      plugins: { a: { use: 'console', config: undefined } },
    });
    expect(await notifier.status()).toMatchObject({ channels: [{ name: 'a', state: 'running' }] });
    expect((await refusal(untyped({ apiVersion: 'v2' }))).message).toContain('`apiVersion`: found "v2"');
  });

  it('beside the name of a file is refused', async () => {
    const { message } = await refusal(untyped({ file: 'headwind.yaml', plugins: {} }));
    expect(message).toContain('unknown key `file`');
  });

  it('in a file is told with its lines; a file that is missing, with its path', async () => {
    const cwd = await configFolder({ 'a.yaml': 'apiVersion: headwind.sh/v1\nlog: { level: loud }\n' });
    expect((await refusal({ file: 'a.yaml' }, { cwd })).message).toMatch(/^a\.yaml:2:15 {2}CONFIG_INVALID/);
    expect((await refusal({ file: 'no.yaml' }, { cwd })).message).toContain(
      `configuration  CONFIG_NOT_FOUND  configuration file ${join(cwd, 'no.yaml')}: there is no such file`,
    );
  });

  it('resolves references in its options, and begins relative paths at `cwd`', async () => {
    const server = await startServer();
    onTestFinished(() => server.close());
    const cwd = await configFolder({ 'url.txt': `${server.url}/here\n` });
    const watched: string[] = [];
    const { notifier } = await started(
      {
        queue: { path: 'sub/q.db' },
        plugins: {
          a: { use: 'webhook', config: { url: reference('file:url.txt') } },
          b: { use: 'webhook', config: { url: `${reference('env:BASE')}/there` } },
        },
      },
      { cwd, env: { BASE: server.url }, observers: { watch: ({ type }) => watched.push(type) } },
    );
    await notifier.publish({
      kind: 'update_detected',
      workload: { namespace: 'a', name: 'b' },
      data: { currentImage: 'x:1', newImage: 'x:2' },
    });
    await expect.poll(() => watched, PATIENCE).toEqual(['event', 'delivery', 'delivery']);
    expect(server.requests.map(({ target }) => target).toSorted()).toEqual(['/here', '/there']);
    await expect(createNotifier({ queue: { path: 'sub/q.db' } }, { cwd, log: false })).rejects.toMatchObject({
      code: 'QUEUE_LOCKED',
    });
  });

  it('finds plugins from `cwd`, by path and in node_modules', async () => {
    const installation = await createInstallation();
    onTestFinished(() => installation.remove());
    await installation.installFixture('healthy', 'acme-healthy');
    await mkdir(join(installation.folder, 'own'));
    await writeFile(join(installation.folder, 'package.json'), '{}');
    const { notifier } = await started(
      { plugins: { one: { use: 'acme-healthy' }, two: { use: './node_modules/acme-healthy' } } },
      { cwd: installation.folder },
    );
    const { channels } = await notifier.status();
    expect(channels.map(({ name, state }) => [name, state])).toEqual([
      ['one', 'running'],
      ['two', 'running'],
    ]);
  });

  it('warns of what has no effect without HTTP, and of nothing else', async () => {
    const { notifier, log } = await started({
      server: { tokens: [SECRET], stopTimeout: '1s' },
      plugins: { a: { use: 'console' } },
    });
    expect(notifier.url).toBeUndefined();
    expect(log.lines).toEqual([
      {
        level: 'warn',
        message: '`server.tokens` has no effect: an embedded host listens only where `server.listen` is given',
        fields: {},
      },
    ]);
  });

  it('listens beyond loopback only with a token', async () => {
    const { message } = await refusal({ server: { listen: '0.0.0.0:0' } });
    expect(message).toContain('LISTEN_UNAUTHENTICATED');
    expect(message).toContain(
      'Give a token (`server.tokens`), or say `server.allowUnauthenticated: true` in the configuration.',
    );
  });

  it('has observers that are functions, or nothing is started', async () => {
    const cwd = await configFolder();
    const observers: NotifierOptions['observers'] = JSON.parse('{}', () => ({ watch: undefined }));
    await expect(createNotifier({}, { cwd, log: false, observers })).rejects.toThrow(
      new TypeError('the observer "watch": found undefined, expected a function that takes a record'),
    );
    await expect(createNotifier({}, { cwd, log: false }).then((notifier) => notifier.stop())).resolves.toBeUndefined();
  });
});

describe('the log of a notifier', () => {
  it('has no secret in it, however a plugin comes by it', async () => {
    const { folder, installFiles, remove } = await createInstallation();
    onTestFinished(remove);
    await installFiles('acme-leak', {
      'package.json': JSON.stringify({
        ...{ name: 'acme-leak', version: '1.0.0', type: 'module' },
        headwind: { apiVersion: 1, kind: 'channel', name: 'leak', entry: './plugin.js' },
      }),
      'plugin.js': LEAKING_PLUGIN,
    });
    const dead: string[] = [];
    const config = { key: SECRET, other: reference('env:OTHER') };
    const { notifier, log } = await started(
      { plugins: { leak: { use: 'acme-leak', config } } },
      {
        cwd: folder,
        env: { OTHER: OTHER_SECRET },
        observers: { dead: (record) => record.type === 'delivery' && dead.push(JSON.stringify(record)) },
      },
    );
    await notifier.publish({
      kind: 'update_detected',
      workload: { namespace: 'a', name: 'b' },
      data: { currentImage: 'x:1', newImage: 'x:2' },
    });
    await expect.poll(() => dead, PATIENCE).toHaveLength(1);
    const list = await notifier.deliveries.list({ state: 'dead' }, {});
    for (const said of [log.lines, dead, list, await notifier.status()].map((each) => JSON.stringify(each))) {
      expect(said).toContain('[secret] and [secret]');
      expect(said).not.toContain(SECRET);
      expect(said).not.toContain(OTHER_SECRET);
    }
  });

  it('is at `warn` unless the configuration says otherwise', async () => {
    expect((await started({ plugins: { a: { use: 'console' } } })).log.lines).toEqual([]);
    const { log } = await started({ log: { level: 'info' }, plugins: { a: { use: 'console' } } });
    expect(log.lines.map(({ message }) => message)).toEqual(['instance started', 'started']);
    expect(log.lines.at(-1)).toMatchObject({ level: 'info', fields: { configuration: 'the program' } });
  });
});
