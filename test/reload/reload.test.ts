import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import type { Receiver } from '@headwind/plugin-testkit/receiver';
import { describe, expect, it, vi } from 'vitest';
import { ConfigMap } from '../support/config-map.js';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import type { HostProcess } from '../support/host-process.js';
import { postRecorded, recorded, signatureOf } from '../support/operator.js';
import { testReceiver } from '../support/receiver.js';
import { runHost } from '../support/run-host.js';

const HEAD = 'apiVersion: headwind.sh/v1\n';

function broken(name: string): string {
  return fileURLToPath(new URL(`../broken-plugins/${name}`, import.meta.url));
}

const webhook = (name: string, { url }: Receiver, more = ''): string =>
  `  ${name}: { use: webhook, config: { url: "${url}" }${more} }\n`;

async function hostWith(text: string, env: Readonly<Record<string, string>> = {}) {
  const folder = await testFolder();
  const file = join(folder, 'headwind.yaml');
  const write = (changed: string) => writeFile(file, `${HEAD}${changed}`);
  await write(text);
  const host = runHost({ cwd: folder, env });
  return { folder, file, write, host, address: await host.listening() };
}

/** The line that a reload which did this leaves in the log. */
function reloaded(done: { started?: string[]; changed?: string[]; stopped?: string[] }): RegExp {
  const { started = [], changed = [], stopped = [] } = done;
  const names = [started, changed, stopped].map((list) => JSON.stringify(list).replaceAll(/[[\]]/g, '\\$&'));
  return new RegExp(
    `"started":${names[0]},"changed":${names[1]},"stopped":${names[2]},"msg":"the configuration was reloaded"`,
  );
}

function hangUp(host: HostProcess): void {
  process.kill(host.pid, 'SIGHUP');
}

async function publish(address: string, id: string, token?: string): Promise<number> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (await post(address, { ...EXAMPLE_PAYLOAD, id }, headers)).status;
}

const idsAt = ({ requests }: Receiver) => requests.map(({ headers }) => headers['webhook-id']);

async function configurationOf(address: string) {
  const { configuration } = JSON.parse(await (await fetch(`${address}/readyz`)).text());
  return configuration;
}

describe('a reload by SIGHUP', () => {
  it('starts, replaces and stops channels, and leaves the others alone', async () => {
    const [one, two, three] = [await testReceiver(), await testReceiver(), await testReceiver()];
    const before = `plugins:\n${webhook('a', one)}${webhook('b', one)}${webhook('same', three)}`;
    const { host, address, write } = await hostWith(before);
    const first = await configurationOf(address);
    expect(first).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{12}$/), loadedAt: expect.any(String) });

    await write(`plugins:\n${webhook('a', two)}${webhook('c', two)}${webhook('same', three)}`);
    hangUp(host);
    await host.saysOnStderr(reloaded({ started: ['c'], changed: ['a'], stopped: ['b'] }));
    expect(await publish(address, 'e1')).toBe(202);
    await two.waitFor(2);
    await three.waitFor(1);
    expect([idsAt(one), idsAt(two).toSorted(), idsAt(three)]).toEqual([[], ['e1/a', 'e1/c'], ['e1/same']]);

    const second = await configurationOf(address);
    expect(second).toEqual({
      hash: expect.stringMatching(/^[0-9a-f]{12}$/),
      loadedAt: expect.any(String),
      lastReload: { at: expect.any(String), ok: true },
    });
    expect(second.hash).not.toBe(first.hash);
    expect(await host.stop()).toBe(0);
  });

  it('says that there is nothing to reload where there is no file, and runs on', async () => {
    const receiver = await testReceiver();
    const env = { WEBHOOK_ENABLED: 'true', WEBHOOK_URL: receiver.url };
    const host = runHost({ cwd: await testFolder(), env });
    const address = await host.listening();
    hangUp(host);
    await host.saysOnStderr(/without a configuration file: there is nothing to reload/);
    expect(await publish(address, 'e1')).toBe(202);
    await receiver.waitFor(1);
    expect(await configurationOf(address)).toEqual({ loadedAt: expect.any(String) });
  });

  it('does not go over to the environment where the file is gone', async () => {
    const receiver = await testReceiver();
    const { host, address, file } = await hostWith(`plugins:\n${webhook('a', receiver)}`);
    await rm(file);
    hangUp(host);
    await host.saysOnStderr(/CONFIG_NOT_FOUND .*there is no such file any more/);
    await host.saysOnStderr(/the configuration was not reloaded: what is live goes on/);
    expect(await publish(address, 'e1')).toBe(202);
    await receiver.waitFor(1);
  });
});

describe('a watched configuration', () => {
  it('takes effect when its ConfigMap is updated, and when a Secret that it refers to is', async () => {
    const [one, two, three] = [await testReceiver(), await testReceiver(), await testReceiver()];
    const folder = await testFolder();
    const secret = await ConfigMap.mount(join(folder, 'secret'), { url: one.url });
    const text = (name: string) =>
      `${HEAD}plugins:\n  ${name}: { use: webhook, config: { url: "\${file:../secret/url}" } }\n`;
    const config = await ConfigMap.mount(join(folder, 'config'), { 'headwind.yaml': text('a') });
    const host = runHost({ cwd: folder, args: ['serve', '--config', join(config.folder, 'headwind.yaml')] });
    const address = await host.listening();

    await secret.update({ url: two.url });
    await host.saysOnStderr(reloaded({ changed: ['a'] }));
    expect(await publish(address, 'e1')).toBe(202);
    await two.waitFor(1);

    await config.update({ 'headwind.yaml': `${text('a')}  b: { use: webhook, config: { url: "${three.url}" } }\n` });
    await host.saysOnStderr(reloaded({ started: ['b'] }));
    expect(await publish(address, 'e2')).toBe(202);
    await two.waitFor(2);
    await three.waitFor(1);
    expect([idsAt(one), idsAt(two), idsAt(three)]).toEqual([[], ['e1/a', 'e2/a'], ['e2/b']]);
  });

  it('takes effect when it is renamed into its place', async () => {
    const [one, two] = [await testReceiver(), await testReceiver()];
    const { host, address, file } = await hostWith(`plugins:\n${webhook('a', one)}`);
    await writeFile(`${file}.new`, `${HEAD}plugins:\n${webhook('a', two)}`);
    await rename(`${file}.new`, file);
    await host.saysOnStderr(reloaded({ changed: ['a'] }));
    expect(await publish(address, 'e1')).toBe(202);
    await two.waitFor(1);
  });
});

describe('a configuration that is wrong', () => {
  it.each<[string, string, RegExp]>([
    ['no YAML', 'plugins: [', /headwind\.yaml:\d+:\d+ CONFIG_SYNTAX/],
    ['an unknown key', 'plugin: {}', /headwind\.yaml:2:1 CONFIG_INVALID unknown key `plugin`; did you mean `plugins`/],
    ['a reference to nothing', `log: { level: "\${env:NOT_SET}" }`, /headwind\.yaml:2:\d+ REFERENCE_UNRESOLVED/],
    ['a plugin that is not there', 'plugins: { a: { use: slakc } }', /headwind\.yaml:2:\d+ PLUGIN_NOT_FOUND/],
    ['settings that the plugin refuses', 'plugins: { a: { use: webhook, config: { uri: x } } }', /unknown key `uri`/],
    ['an open door', 'server: { listen: ":8080" }', /headwind\.yaml:2:\d+ LISTEN_UNAUTHENTICATED/],
    [
      'an instance that does not start',
      `plugins:\n  a: { use: "${broken('start-throws')}" }\n`,
      /headwind\.yaml:\d+:\d+ PLUGIN_START_FAILED Instance/,
    ],
  ])('is reported and changes nothing: %s', async (_name, text, said) => {
    const receiver = await testReceiver();
    const { host, address, write } = await hostWith(`plugins:\n${webhook('well', receiver)}`);
    const { hash } = await configurationOf(address);
    await write(text);
    const reply = await fetch(`${address}/v1/reload`, { method: 'POST' });
    expect(reply.status).toBe(422);
    expect(JSON.parse(await reply.text())).toMatchObject({ code: 'CONFIGURATION_INVALID' });
    await host.saysOnStderr(said);
    await host.saysOnStderr(/the configuration was not reloaded: what is live goes on/);
    expect(await configurationOf(address)).toMatchObject({ hash, lastReload: { ok: false } });
    expect(await publish(address, 'e1')).toBe(202);
    await receiver.waitFor(1);
    expect(await host.stop()).toBe(0);
  });
});

describe('a reload that is refused', () => {
  it('leaves the counters of the metrics as they are, though it would have replaced them', async () => {
    const receiver = await testReceiver();
    const plugins = `plugins:\n${webhook('a', receiver)}`;
    const { host, address, write } = await hostWith(`${plugins}  metrics: { use: metrics }\n`);
    const sent = async () =>
      /^headwind_notifications_sent_total (\d+)$/m.exec(await (await fetch(`${address}/metrics`)).text())?.[1];
    expect(await publish(address, 'e1')).toBe(202);
    await vi.waitFor(async () => expect(await sent()).toBe('1'));
    const replaced = `${plugins}  metrics: { use: metrics, config: { listen: "127.0.0.1:0" } }\n`;
    await write(`${replaced}  bad: { use: "${broken('start-throws')}" }\n`);
    expect((await fetch(`${address}/v1/reload`, { method: 'POST' })).status).toBe(422);
    expect(await sent()).toBe('1');
    expect(await publish(address, 'e2')).toBe(202);
    await vi.waitFor(async () => expect(await sent()).toBe('2'));
    expect(await host.stop()).toBe(0);
  });

  it.each(['missing', 'empty'])('names a file of a secret that is %s, in the log and in the answer', async (how) => {
    const folder = await testFolder();
    const file = join(folder, 'whsec');
    const receiver = await testReceiver();
    await writeFile(file, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const config = `{ url: "${receiver.url}", secrets: ["\${file:${file}}"] }`;
    const { host, address } = await hostWith(`plugins:\n  a: { use: webhook, config: ${config} }\n`);
    await (how === 'missing' ? rm(file) : writeFile(file, ''));
    const said = `\`\${file:${file}}\` names a file that ${how === 'missing' ? 'cannot be read (ENOENT)' : 'is empty'}`;
    const reply = await fetch(`${address}/v1/reload`, { method: 'POST' });
    expect(reply.status).toBe(422);
    expect(JSON.parse(await reply.text()).errors).toMatchObject([
      { pointer: '/plugins/a/config/secrets/0', detail: expect.stringContaining(said) },
    ]);
    expect(await host.stop()).toBe(0);
    expect(host.stderr).toContain(said);
    expect(host.stderr).not.toContain('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  });

  it.each([{ args: ['serve', '--config', 'own.yaml'] }, { env: { HEADWIND_CONFIG: 'own.yaml' } }])(
    'says in whole sentences that the file it was given is gone: %j',
    async (given) => {
      const folder = await testFolder();
      const file = join(folder, 'own.yaml');
      await writeFile(file, `${HEAD}plugins: {}\n`);
      const host = runHost({ cwd: folder, ...given });
      const address = await host.listening();
      await rm(file);
      const reply = await fetch(`${address}/v1/reload`, { method: 'POST' });
      expect(JSON.parse(await reply.text()).errors).toEqual([
        { pointer: '', detail: expect.stringContaining(`${file}: there is no such file. Correct the path`) },
      ]);
      await host.saysOnStderr(/there is no such file\. Correct the path/);
    },
  );
});

describe('what takes effect while the host runs', () => {
  it('are tokens: the old one is refused, and appears in no line of the log', async () => {
    const folder = await testFolder();
    await writeFile(join(folder, 'token'), 'first-token-7181');
    await writeFile(
      join(folder, 'headwind.yaml'),
      `${HEAD}server:\n  tokens: ["\${file:token}", { token: operator-9377, role: operate }]\n`,
    );
    const host = runHost({ cwd: folder });
    const address = await host.listening();
    expect(await publish(address, 'e1', 'first-token-7181')).toBe(202);
    await writeFile(join(folder, 'token'), 'second-token-2818');
    const headers = { authorization: 'Bearer operator-9377' };
    expect((await fetch(`${address}/v1/reload`, { method: 'POST', headers })).status).toBe(200);
    expect(await publish(address, 'e2', 'first-token-7181')).toBe(401);
    expect(await publish(address, 'e2', 'second-token-2818')).toBe(202);
    expect(await host.stop()).toBe(0);
    expect(host.stderr).not.toMatch(/-token-|operator-9377/);
  });

  it('are secrets of the operator and their scheme, of which none appears in the log', async () => {
    const folder = await testFolder();
    const configure = (secrets: string, scheme: string): Promise<void> =>
      writeFile(
        join(folder, 'headwind.yaml'),
        `${HEAD}server:\n  headwind: { secrets: [${secrets}], scheme: ${scheme} }\n`,
      );
    await configure('first-secret-7181', 'hmac');
    const host = runHost({ cwd: folder });
    const address = await host.listening();
    const body = await recorded('update_failed');
    const statusOf = async (secret: string): Promise<number> =>
      (await postRecorded(address, body, signatureOf('legacy', secret, body))).status;
    const reload = async (): Promise<number> => (await fetch(`${address}/v1/reload`, { method: 'POST' })).status;
    expect(await statusOf('first-secret-7181')).toBe(401);
    await configure('first-secret-7181, second-secret-2818', 'legacy');
    expect(await reload()).toBe(200);
    expect([await statusOf('first-secret-7181'), await statusOf('second-secret-2818')]).toEqual([202, 202]);
    await configure('second-secret-2818', 'legacy');
    expect(await reload()).toBe(200);
    expect([await statusOf('first-secret-7181'), await statusOf('second-secret-2818')]).toEqual([401, 202]);
    expect(await host.stop()).toBe(0);
    expect(host.stderr).not.toContain('-secret-');
  });

  it('are levels of the log, of the host and of an instance', async () => {
    const receiver = await testReceiver();
    const plugins = `plugins:\n${webhook('a', receiver)}${webhook('b', receiver)}`;
    const { host, address, write } = await hostWith(plugins);
    await write(`log: { level: error, levels: { a: info } }\n${plugins}`);
    expect((await fetch(`${address}/v1/reload`, { method: 'POST' })).status).toBe(200);
    expect(await publish(address, 'e1')).toBe(202);
    await receiver.waitFor(2);
    await host.saysOnStderr(/"delivery":"e1\/a".*"msg":"notification delivered"/);
    expect(await host.stop()).toBe(0);
    expect(host.stderr).not.toContain('"delivery":"e1/b"');
  });

  it('are addresses that plugins may not reach', async () => {
    const receiver = await testReceiver();
    const { host, address, write } = await hostWith(`plugins:\n${webhook('a', receiver)}`);
    expect(await publish(address, 'e1')).toBe(202);
    await receiver.waitFor(1);
    await write(`network: { deny: [127.0.0.0/8] }\nplugins:\n${webhook('a', receiver)}`);
    expect((await fetch(`${address}/v1/reload`, { method: 'POST' })).status).toBe(200);
    expect(await publish(address, 'e2')).toBe(202);
    await host.saysOnStderr(/"delivery":"e2\/a".*ADDRESS_REFUSED/);
    expect(receiver.requests).toHaveLength(1);
  });
});

describe('a reload', () => {
  it('leaves what waits for a removed channel, says so, and delivers it when the channel is back', async () => {
    const [one, two] = [await testReceiver(), await testReceiver()];
    const { host, address, write } = await hostWith(`plugins:\n${webhook('a', one)}${webhook('b', one)}`);
    expect((await fetch(`${address}/v1/channels/a/pause`, { method: 'POST' })).status).toBe(200);
    expect(await publish(address, 'e1')).toBe(202);
    await write(`plugins:\n${webhook('b', one)}`);
    hangUp(host);
    await host.saysOnStderr(reloaded({ stopped: ['a'] }));
    await host.saysOnStderr(/1 deliveries wait for the channel a, which the configuration does not have/);
    expect(await publish(address, 'e2')).toBe(202);
    await write(`plugins:\n${webhook('a', two)}${webhook('b', one)}`);
    hangUp(host);
    await host.saysOnStderr(reloaded({ started: ['a'] }));
    expect((await fetch(`${address}/v1/channels/a/resume`, { method: 'POST' })).status).toBe(200);
    expect(await publish(address, 'e3')).toBe(202);
    await two.waitFor(2);
    await one.waitFor(3);
    expect([idsAt(one), idsAt(two)]).toEqual([
      ['e1/b', 'e2/b', 'e3/b'],
      ['e1/a', 'e3/a'],
    ]);
  });

  it('says what takes a restart, and goes on with the rest', async () => {
    const receiver = await testReceiver();
    const { host, address, write } = await hostWith('plugins: {}');
    await write(`server: { bodyLimit: 2MiB }\nqueue: { maxPending: 7 }\nplugins:\n${webhook('a', receiver)}`);
    const answer = JSON.parse(await (await fetch(`${address}/v1/reload`, { method: 'POST' })).text());
    expect(answer.warnings).toEqual([
      '`server.bodyLimit` has changed: it takes effect when the host is started again',
      '`queue.maxPending` has changed: it takes effect when the host is started again',
    ]);
    await host.saysOnStderr(/`server.bodyLimit` has changed/);
    expect(await publish(address, 'e1')).toBe(202);
    await receiver.waitFor(1);
  });

  it('is given up when the host stops, whatever hangs in it', async () => {
    const receiver = await testReceiver();
    const { host, address, write } = await hostWith(`plugins:\n${webhook('a', receiver)}`);
    await write(`plugins:\n  a: { use: "${broken('start-hangs')}", startTimeout: 24h }\n${webhook('b', receiver)}`);
    hangUp(host);
    await host.saysOnStderr(/"instance":"b".*"msg":"instance started"/);
    expect(await publish(address, 'e1')).toBe(202);
    expect(await host.stop()).toBe(0);
    expect(host.stderr).not.toContain('the configuration was reloaded');
    await vi.waitFor(() => expect(idsAt(receiver)).toEqual(['e1/a']));
  });
});
