import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { generate } from 'selfsigned';
import { expect, it, onTestFinished, vi } from 'vitest';
import { describeWithNats } from '../../../test/support/nats-server.js';
import { makeCredentials } from './credentials.js';
import { publication, settlementOf, take } from './deliveries.js';
import { settingsFor, trackServers, trackStorages } from './storage.js';

describeWithNats('connecting to a NATS server', () => {
  const servers = trackServers();
  const storages = trackStorages();

  it('gives a user and a password, or a token, and tells when they are wrong, without them', async () => {
    const byPassword = await servers.start('authorization { user: hw, password: "s3cret" }\n');
    const byToken = await servers.start('authorization { token: "t0ken" }\n');
    const user = await storages.openConnected(settingsFor([byPassword.url], { user: 'hw', password: 's3cret' }));
    const token = await storages.openConnected(settingsFor([byToken.url], { token: 't0ken' }));
    for (const { queue } of [user, token]) expect(await queue.publish([publication('web')])).toEqual(['stored']);

    const wrong = [
      storages.open(settingsFor([byPassword.url], { user: 'hw', password: 'an0ther' })),
      storages.open(settingsFor([byToken.url.replace('//', '//hw:an0ther@')])),
    ];
    for (const { told, queue } of wrong) {
      await vi.waitFor(() =>
        expect(told).toMatchObject([{ state: 'waiting', error: { code: 'QUEUE_SERVER_REFUSED' } }]),
      );
      await expect(queue.depth()).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
      expect(JSON.stringify(told) + String(told.map((each) => 'error' in each && each.error))).not.toContain('an0ther');
    }
  });

  it('gives the JWT of a credentials file, signed with its key, and tells when it is none any more, without the key', async () => {
    const { serverConfig, user, expired, seeds } = await makeCredentials();
    const server = await servers.start(serverConfig);
    const { queue } = await storages.openConnected(settingsFor([server.url], { credentials: user }));
    expect(await queue.publish([publication('web')])).toEqual(['stored']);

    const wrong = [
      storages.open(settingsFor([server.url], { credentials: expired })),
      storages.open(settingsFor([server.url])),
      storages.open(settingsFor([server.url], { credentials: (await makeCredentials()).user })),
    ];
    for (const { told } of wrong) {
      await vi.waitFor(() =>
        expect(told).toMatchObject([{ state: 'waiting', error: { code: 'QUEUE_SERVER_REFUSED' } }]),
      );
      const said = JSON.stringify(told) + String(told.map((each) => 'error' in each && each.error));
      for (const seed of seeds) expect(said).not.toContain(seed);
    }
  });

  it('needs no more permissions than the documentation says', async () => {
    const page = await readFile(new URL('../../../docs/explanation/jetstream.md', import.meta.url), 'utf8');
    const shown = /```text\n(authorization .*?)```/s.exec(page)?.[1] ?? '';
    const server = await servers.start(shown.replace('…', 's3cret'));
    const settings = settingsFor([server.url], {
      name: 'headwind',
      user: 'headwind',
      password: 's3cret',
      retention: 1,
    });
    const { queue, state, told } = await storages.openConnected(settings, { pruneEveryMs: 5 });
    await state.set('slack', 'thread', 1);
    await state.delete('slack', 'thread');
    expect(await state.get('slack', 'thread')).toBeUndefined();
    await queue.publish([publication('web'), publication('api')]);
    const [web, api] = await take(queue, 2);
    if (web === undefined || api === undefined) throw new Error('two were taken');
    await queue.settle(web, settlementOf(web, 'dead'));
    await queue.settle(api, settlementOf(api, 'pending', Date.now()));
    expect(await queue.replay(web.id)).toBe(true);
    for (const each of await take(queue, 2)) await queue.settle(each, settlementOf(each, 'delivered'));
    await vi.waitFor(async () => expect(await queue.listIds({})).toEqual({ ids: [] }));
    expect(await queue.depth()).toEqual({ pending: 0, dead: 0 });
    expect(told).toMatchObject([{ state: 'connected' }]);
  });

  it('tells of a permission that is missing', async () => {
    const permissions = 'publish = { deny: ["$JS.API.STREAM.CREATE.>"] }';
    const server = await servers.start(
      `authorization { users = [{ user: a, password: b, permissions { ${permissions} } }] }\n`,
    );
    const { told } = storages.open(settingsFor([server.url], { user: 'a', password: 'b' }));
    await vi.waitFor(() => expect(told).toMatchObject([{ state: 'waiting', error: { code: 'QUEUE_SERVER_REFUSED' } }]));
  });

  it('speaks TLS with a server that an authority of its own vouches for, and with no other', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keyType: 'ec',
      extensions: [
        { name: 'basicConstraints', cA: true },
        { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
      ],
    });
    const folder = await mkdtemp(join(tmpdir(), 'headwind-tls-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'key.pem'), key);
    await writeFile(join(folder, 'cert.pem'), cert);
    const server = await servers.start(
      `tls { cert_file: "${join(folder, 'cert.pem')}", key_file: "${join(folder, 'key.pem')}" }\n`,
    );
    const url = `tls://localhost:${server.port}`;
    const { queue } = await storages.openConnected(settingsFor([url], { tls: { ca: cert } }));
    expect(await queue.publish([publication('web')])).toEqual(['stored']);
    const { told } = storages.open(settingsFor([url]));
    await vi.waitFor(() => expect(told).toMatchObject([{ state: 'waiting' }]));
  });

  it('tells of an account without JetStream', async () => {
    const server = await servers.start('accounts { A { users = [ { user: hw, password: hw } ] } }\nno_auth_user: hw\n');
    const { told } = storages.open(settingsFor([server.url]));
    await vi.waitFor(() => expect(told).toMatchObject([{ state: 'waiting', error: { code: 'QUEUE_SERVER_UNFIT' } }]));
  });

  it('leaves a stream alone that could lose events, and tells of it', async () => {
    const server = await servers.start();
    const settings = settingsFor([server.url]);
    const nc = await connect({ servers: server.url });
    onTestFinished(() => nc.close());
    const { streams } = await jetstreamManager(nc);
    const name = `${settings.name}_events`;
    await streams.add({ name, subjects: [`${settings.name}.events.>`], max_age: 3_600_000_000_000 });
    const { told, ready } = storages.open(settings);
    await vi.waitFor(() => expect(told).toMatchObject([{ state: 'waiting', error: { code: 'QUEUE_STREAM_UNFIT' } }]));
    expect((await streams.info(name)).config.max_age).toBe(3_600_000_000_000);
    await streams.update(name, { max_age: 0 });
    await ready;
    expect(told.at(-1)).toMatchObject({ state: 'connected' });
  });

  it('refuses an event that the server does not take, and stores others', async () => {
    const server = await servers.start('max_payload: 1048576\n');
    const { queue, told } = await storages.openConnected(settingsFor([server.url]));
    expect(told).toMatchObject([{ state: 'connected', maxPayload: 1_048_576, largestEvent: 1_015_808 }]);
    const { event, channels } = publication('web');
    const large = { ...event, data: { ...event.data, metadata: { note: 'x'.repeat(2 ** 20) } } };
    await expect(queue.publish([{ event: large, channels }])).rejects.toMatchObject({ code: 'EVENT_TOO_LARGE' });
    expect(await queue.publish([{ event, channels }])).toEqual(['stored']);
  });
});
