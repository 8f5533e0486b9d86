import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.js';
import { restartWarnings } from '../../src/reload/restart-warnings.js';
import { configFolder, HEAD, loadText, right, told } from './config-folder.js';

const CREDENTIALS = `-----BEGIN NATS USER JWT-----
eyJ0eXAiOiJKV1QifQ.eyJuYW1lIjoiaGVhZHdpbmQifQ.c2lnbmF0dXJl
------END NATS USER JWT------

-----BEGIN USER NKEY SEED-----
SUAGMJH5XLGZKQQWAWKRZJIGMOU4HPFUYLXJMXOO5NLFEO2OOQJ5LPRDPM
------END USER NKEY SEED------
`;

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

const queue = (text: string) => loadText(`${HEAD}queue: { type: nats, ${text} }\n`);

describe('the queue nats', () => {
  it('needs nothing but the address of a server', async () => {
    expect(right(await queue('servers: "nats://nats:4222"')).queue).toEqual({
      type: 'nats',
      servers: ['nats://nats:4222'],
      name: 'headwind',
      replicas: 1,
      leaseTimeMs: 30_000,
      deduplicationWindowMs: 120_000,
      maxPending: 1_000_000,
      retentionMs: 259_200_000,
    });
  });

  it('may say everything about its servers, with secrets from files', async () => {
    const cwd = await configFolder({
      'nats.creds': CREDENTIALS,
      'ca.pem': CERTIFICATE,
      'headwind.yaml': `${HEAD}queue: { type: nats, servers: ["nats://a", "nats://[::1]:4222/"], name: tests, credentials: "\${file:nats.creds}", tls: { ca: "\${file:ca.pem}" }, replicas: 3, leaseTime: 5s, deduplicationWindow: 1m, maxPending: 10, retention: 2m }\n`,
    });
    expect(right(await loadConfig({ env: {}, cwd })).queue).toEqual({
      type: 'nats',
      servers: ['nats://a', 'nats://[::1]:4222'],
      name: 'tests',
      credentials: CREDENTIALS.trimEnd(),
      tls: { ca: CERTIFICATE },
      replicas: 3,
      leaseTimeMs: 5_000,
      deduplicationWindowMs: 60_000,
      maxPending: 10,
      retentionMs: 120_000,
    });
  });

  it('is encrypted where the address of a server says so', async () => {
    expect(right(await queue('servers: ["nats://a", "tls://b"]')).queue).toMatchObject({ tls: {} });
    expect(right(await queue('servers: ["nats://a"]')).queue).not.toHaveProperty('tls');
  });

  it('has nothing to do with the folder of the queue file that a variable names', async () => {
    const cwd = await configFolder({ 'headwind.yaml': `${HEAD}queue: { type: nats, servers: "nats://a" }\n` });
    const loaded = await loadConfig({ env: { HEADWIND_DATA: '/data' }, cwd });
    expect(right(loaded).queue.type).toBe('nats');
    expect(loaded.warnings).toEqual([]);
    expect(told(await loadConfig({ env: {}, cwd, flags: { data: join(cwd, 'data') } }))).toEqual([
      '--data CONFIG_INVALID `--data`: found a folder for the queue file, but the queue is `type: nats`, which has none; leave it out',
    ]);
  });

  it('keeps its secrets to itself, each also without what is around it', async () => {
    const { secrets } = await queue(
      `servers: ["nats://user:in-an-address%21@a", "nats://token-for-all@b"], password: pass-phrase, token: a-token, credentials: ${JSON.stringify(CREDENTIALS)}, tls: { key: a-key }`,
    );
    expect(new Set(secrets)).toEqual(
      new Set([
        ...['pass-phrase', 'a-token', CREDENTIALS, 'a-key', 'in-an-address%21', 'in-an-address!', 'token-for-all'],
        'eyJ0eXAiOiJKV1QifQ.eyJuYW1lIjoiaGVhZHdpbmQifQ.c2lnbmF0dXJl',
        'SUAGMJH5XLGZKQQWAWKRZJIGMOU4HPFUYLXJMXOO5NLFEO2OOQJ5LPRDPM',
      ]),
    );
  });

  it('takes what changed of it with the next start only, and says so without values', async () => {
    const before = right(await queue('servers: "nats://a", user: me, password: secret-1, leaseTime: 5s'));
    const after = right(await queue('servers: "nats://a", user: me, password: secret-2, tls: {}'));
    const later = 'has changed: it takes effect when the host is started again';
    expect(restartWarnings(before, after)).toEqual(
      ['queue.leaseTime', 'queue.password', 'queue.tls'].map((key) => `\`${key}\` ${later}`),
    );
    const file = right(await loadText(`${HEAD}queue: { maxPending: 5 }\n`));
    expect(restartWarnings(before, file)).toEqual([`\`queue.type\` ${later}`]);
    expect(restartWarnings(after, after)).toEqual([]);
  });
});

describe('a mistake about the queue nats', () => {
  const SERVERS = 'servers: "nats://a"';

  it.each([
    ['no server', 'name: headwind', '`queue.servers`: missing; expected the address of a server, or a list of them'],
    ['a list of none', 'servers: []', '`queue.servers`: found a list, expected the address of a server'],
    ['another scheme', 'servers: "http://nats:4222"', 'found "http://nats:4222", expected the address of a server'],
    [
      'web sockets',
      'servers: ["wss://nats"]',
      '`queue.servers[0]`: found "wss://nats", expected the address of a server',
    ],
    ['no scheme', 'servers: "nats:4222"', 'found "nats:4222", expected the address of a server, such as nats://'],
    ['a path', 'servers: "nats://nats/a"', 'expected the address of a server'],
    [
      'a user in an address',
      'servers: ["nats://me:hunter2@nats:4222"]',
      '`queue.servers[0]`: found "nats://nats:4222/…", expected an address without a user: who connects is said by `queue.user`',
    ],
    ['a name', `${SERVERS}, name: Head.wind`, '`queue.name`: found "Head.wind", expected a name of 1 to 63'],
    ['a user alone', `${SERVERS}, user: me`, '`queue.user`: found without `queue.password`, expected both or none'],
    ['a password alone', `${SERVERS}, password: hunter2`, '`queue.password`: found without `queue.user`'],
    [
      'a token beside a user',
      `${SERVERS}, user: me, password: hunter2, token: hunter2`,
      '`queue.token`: found beside `queue.user`, expected one of user with password, token, and credentials',
    ],
    [
      'credentials beside a token',
      `${SERVERS}, token: hunter2, credentials: ${JSON.stringify(CREDENTIALS)}`,
      '`queue.credentials`: found beside `queue.token`',
    ],
    [
      'the path of credentials',
      `${SERVERS}, credentials: /run/hunter2.creds`,
      '`queue.credentials`: found a value that is not shown, expected the text of a .creds file, most often by',
    ],
    [
      'the path of a certificate',
      `${SERVERS}, tls: { ca: /run/ca.pem }`,
      '`queue.tls.ca`: found "/run/ca.pem", expected the text of a PEM file of certificates, most often by',
    ],
    [
      'the path of a key',
      `${SERVERS}, tls: { cert: ${JSON.stringify(CERTIFICATE)}, key: /run/hunter2.pem }`,
      '`queue.tls.key`: found a value that is not shown, expected the text of a PEM file of a private key',
    ],
    [
      'a certificate without its key',
      `${SERVERS}, tls: { cert: ${JSON.stringify(CERTIFICATE)} }`,
      '`queue.tls.cert`: found without `queue.tls.key`, expected both or none',
    ],
    ['an even number of replicas', `${SERVERS}, replicas: 2`, '`queue.replicas`: found 2, expected one of 1, 3, 5'],
    [
      'a short lease',
      `${SERVERS}, leaseTime: 500ms`,
      '`queue.leaseTime`: found "500ms", expected a duration from 2s to 1h',
    ],
    [
      'a window beyond the usual retention',
      `${SERVERS}, deduplicationWindow: 7d`,
      '`queue.deduplicationWindow`: expected `deduplicationWindow` to be no longer than `retention`',
    ],
    [
      'a retention below the window',
      `${SERVERS}, retention: 1m`,
      '`queue.retention`: expected `deduplicationWindow` to be no longer than `retention`',
    ],
    [
      'a queue file',
      `${SERVERS}, path: ./data/queue.db`,
      '`queue.path`: is for `type: sqlite`, but the queue is `type: nats`; remove one of them',
    ],
  ])('is told for %s', async (_name, text, message) => {
    const loaded = await queue(text);
    expect(loaded.config).toBeUndefined();
    expect(loaded.problems).toHaveLength(1);
    expect(told(loaded)[0]).toMatch(/^2:\d+ CONFIG_INVALID /);
    expect(told(loaded)[0]).toContain(message);
    expect(told(loaded)[0]).not.toContain('hunter2');
  });

  it('is told for each of its keys where the queue is a file', async () => {
    expect(told(await loadText(`${HEAD}queue:\n  servers: "nats://a"\n  leaseTime: 5s\n`))).toEqual([
      '3:3 CONFIG_INVALID `queue.servers`: is for `type: nats`, but the queue is `type: sqlite`; remove one of them',
      '4:3 CONFIG_INVALID `queue.leaseTime`: is for `type: nats`, but the queue is `type: sqlite`; remove one of them',
    ]);
  });
});
