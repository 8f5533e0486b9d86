import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HostConfig } from '../../src/config/host-config.js';
import { loadConfig } from '../../src/config/load-config.js';
import { checkHost } from '../../src/host.js';
import { configFolder, HEAD, loadText, right, told } from './config-folder.js';

const URLS = { SLACK_WEBHOOK_URL: 'https://slack.example/x', WEBHOOK_URL: 'https://hook.example/y' };

function pathOf({ queue }: HostConfig): string | undefined {
  return queue.type === 'sqlite' ? queue.path : undefined;
}

async function load(env: NodeJS.ProcessEnv) {
  return loadConfig({ env, cwd: await configFolder() });
}

describe("the host's own variables", () => {
  it('say what the file leaves out', async () => {
    const cwd = await configFolder({ 'headwind.yaml': HEAD });
    const env = {
      HEADWIND_LISTEN: '127.0.0.1:9000',
      HEADWIND_DATA: 'store',
      HEADWIND_TOKEN: 'first-token, second-token',
      HEADWIND_READ_TOKEN: 'reader',
      HEADWIND_OPERATE_TOKEN: 'operator',
      HEADWIND_WEBHOOK_SECRET: 'new secret, old-secret',
      HEADWIND_WEBHOOK_SCHEME: 'legacy',
      HEADWIND_LOG_LEVEL: 'warn',
    };
    const loaded = await loadConfig({ env, cwd });
    const config = right(loaded);
    expect(config.server).toMatchObject({
      listen: { host: '127.0.0.1', port: 9000 },
      tokens: [
        { token: 'first-token', role: 'publish' },
        { token: 'second-token', role: 'publish' },
        { token: 'reader', role: 'read' },
        { token: 'operator', role: 'operate' },
      ],
      headwind: { secrets: ['new secret', 'old-secret'], scheme: 'legacy' },
    });
    expect(pathOf(config)).toBe(join(cwd, 'store/queue.db'));
    expect(config.log.level).toBe('warn');
    expect(loaded.secrets).toEqual(['second-token', 'first-token', 'new secret', 'old-secret', 'operator', 'reader']);
  });

  it('give way to the file, and both to flags', async () => {
    const text = `${HEAD}server: { listen: "127.0.0.1:1" }\nqueue: { path: file.db }\nlog: { level: error }\n`;
    const env = { HEADWIND_LISTEN: 'nonsense', HEADWIND_DATA: 'env', HEADWIND_LOG_LEVEL: 'nonsense' };
    const cwd = await configFolder({ 'headwind.yaml': text });
    const byFile = right(await loadConfig({ env, cwd }));
    expect([byFile.server.listen.port, pathOf(byFile), byFile.log.level]).toEqual([1, join(cwd, 'file.db'), 'error']);
    const flags = { listen: 'localhost:2', data: 'flag', logLevel: 'trace' };
    const byFlag = right(await loadConfig({ env, cwd, flags }));
    expect([byFlag.server.listen.port, pathOf(byFlag), byFlag.log.level]).toEqual([
      2,
      join(cwd, 'flag/queue.db'),
      'trace',
    ]);
  });

  it('have defaults in the working directory, and count as not set when empty', async () => {
    const cwd = await configFolder();
    const env = { HEADWIND_LISTEN: '', HEADWIND_DATA: '', HEADWIND_TOKEN: '', HEADWIND_LOG_LEVEL: '' };
    const config = right(await loadConfig({ env, cwd }));
    expect(config.server).toMatchObject({ listen: { host: '127.0.0.1', port: 8080 }, tokens: [] });
    expect(pathOf(config)).toBe(join(cwd, 'data/queue.db'));
    expect(config.log.level).toBe('info');
  });

  it.each([
    ['HEADWIND_LISTEN', '8080', '`HEADWIND_LISTEN`: found "8080", expected an address and a port'],
    ['HEADWIND_LOG_LEVEL', 'eror', '`HEADWIND_LOG_LEVEL`: found "eror", expected one of'],
    ['HEADWIND_TOKEN', 'hunter2 hunter2', '`HEADWIND_TOKEN`: found a value that is not shown, expected a token'],
    ['HEADWIND_TOKEN', ' , ', '`HEADWIND_TOKEN`: found a value that is not shown, expected a token'],
    [
      'HEADWIND_READ_TOKEN',
      'hunter2 hunter2',
      '`HEADWIND_READ_TOKEN`: found a value that is not shown, expected a token',
    ],
    ['HEADWIND_WEBHOOK_SECRET', ' , ', '`HEADWIND_WEBHOOK_SECRET`: found a value that is not shown, expected a secret'],
    [
      'HEADWIND_WEBHOOK_SCHEME',
      'legasy',
      '`HEADWIND_WEBHOOK_SCHEME`: found "legasy", expected one of hmac, legacy; did you mean `legacy`?',
    ],
  ])('are a problem of their own: %s=%s', async (name, value, message) => {
    const loaded = await load({ [name]: value });
    expect(told(loaded)).toEqual([expect.stringContaining(`${name} CONFIG_INVALID ${message}`)]);
    expect(JSON.stringify(loaded.problems)).not.toContain('hunter2');
  });

  it('are told apart where only one of several is wrong', async () => {
    const env = { HEADWIND_TOKEN: 'one,two', HEADWIND_READ_TOKEN: 'three', HEADWIND_OPERATE_TOKEN: 'hunter2 hunter2' };
    expect(told(await load(env))).toEqual([expect.stringMatching('^HEADWIND_OPERATE_TOKEN CONFIG_INVALID ')]);
  });

  it('give no tokens beside those of the file', async () => {
    const cwd = await configFolder({ 'headwind.yaml': `${HEAD}server: { tokens: [from-file] }\n` });
    const { server } = right(await loadConfig({ env: { HEADWIND_OPERATE_TOKEN: 'from-env' }, cwd }));
    expect(server.tokens).toEqual([{ token: 'from-file', role: 'publish' }]);
  });

  it('give the operator no secrets beside those of the file, and the scheme where the file has none', async () => {
    const cwd = await configFolder({ 'headwind.yaml': `${HEAD}server: { headwind: { secrets: [from-file] } }\n` });
    const env = { HEADWIND_WEBHOOK_SECRET: 'from-env', HEADWIND_WEBHOOK_SCHEME: 'legacy' };
    const { server } = right(await loadConfig({ env, cwd }));
    expect(server.headwind).toEqual({ secrets: ['from-file'], scheme: 'legacy' });
  });

  it('and the file have a warning where a secret of the operator is short, without it', async () => {
    const words =
      'has a secret of fewer than 16 characters, and whoever tries them out can sign events; `openssl rand -hex 32` makes a good one';
    const [long, short] = ['0123456789abcdef', '0123456789abcde'];
    expect((await load({ HEADWIND_WEBHOOK_SECRET: `${long},${short}` })).warnings).toEqual([
      `HEADWIND_WEBHOOK_SECRET ${words}`,
    ]);
    expect((await load({ HEADWIND_WEBHOOK_SECRET: long })).warnings).toEqual([]);
    const text = `${HEAD}server: { headwind: { secrets: [x] } }\n`;
    expect((await loadText(text)).warnings).toEqual([`\`server.headwind.secrets\` ${words}`]);
  });

  it('are a problem of the flag where that is wrong', async () => {
    const cwd = await configFolder();
    const loaded = await loadConfig({ env: {}, cwd, flags: { logLevel: 'loud' } });
    expect(told(loaded)).toEqual([expect.stringContaining('--log-level CONFIG_INVALID `--log-level`: found "loud"')]);
  });
});

describe('without file and variables', () => {
  it('the console prints, the samples publish, and the metrics count', async () => {
    const config = right(await load({}));
    expect(config.origin).toEqual({ type: 'defaults' });
    expect(config.plugins.map(({ name, use }) => [name, use])).toEqual([
      ['console', 'console'],
      ['samples', 'samples'],
      ['metrics', 'metrics'],
    ]);
  });
});

describe("the specification's variables", () => {
  it('make the channels slack, teams, webhook and pagerduty, with metrics, and nothing else', async () => {
    const loaded = await load({
      SLACK_ENABLED: 'true',
      SLACK_WEBHOOK_URL: ' https://slack.example/x\n',
      SLACK_CHANNEL: '#deployments',
      SLACK_USERNAME: 'Headwind Bot',
      SLACK_ICON_EMOJI: ':rocket:',
      TEAMS_ENABLED: '1',
      TEAMS_WEBHOOK_URL: 'https://teams.example/y',
      WEBHOOK_ENABLED: 'YES',
      WEBHOOK_URL: 'http://hook.example/z',
      WEBHOOK_SECRET: 'your-secret-key',
      PAGERDUTY_ENABLED: 'True',
      PAGERDUTY_ROUTING_KEY: 'r0uting',
    });
    const config = right(loaded);
    expect(config.origin).toEqual({ type: 'environment' });
    expect(config.plugins.map(({ name, use, config }) => ({ name, use, config }))).toEqual([
      {
        name: 'slack',
        use: 'slack',
        config: {
          webhookUrl: 'https://slack.example/x',
          channel: '#deployments',
          username: 'Headwind Bot',
          iconEmoji: ':rocket:',
        },
      },
      { name: 'teams', use: 'teams', config: { webhookUrl: 'https://teams.example/y' } },
      { name: 'webhook', use: 'webhook', config: { url: 'http://hook.example/z', secrets: ['your-secret-key'] } },
      { name: 'pagerduty', use: 'pagerduty', config: { routingKey: 'r0uting' } },
      { name: 'metrics', use: 'metrics', config: {} },
    ]);
    expect(loaded.warnings).toEqual([]);
    expect(new Set(loaded.secrets)).toEqual(
      new Set([
        'https://slack.example/x',
        'https://teams.example/y',
        'http://hook.example/z',
        'your-secret-key',
        'r0uting',
      ]),
    );
  });

  it('give a webhook 10 seconds and 3 retries unless they say otherwise', async () => {
    const lane = async (env: NodeJS.ProcessEnv) =>
      right(await load({ WEBHOOK_ENABLED: 'true', WEBHOOK_URL: URLS.WEBHOOK_URL, ...env })).plugins[0];
    expect(await lane({})).toMatchObject({
      lane: { timeoutMs: 10_000, retry: { maxRetries: 3, forMs: 86_400_000 } },
      config: { url: URLS.WEBHOOK_URL },
    });
    expect(await lane({ WEBHOOK_TIMEOUT: '30', WEBHOOK_MAX_RETRIES: '0' })).toMatchObject({
      lane: { timeoutMs: 30_000, retry: { maxRetries: 0 } },
    });
  });

  it.each(['false', 'FALSE', '0', 'no', ''])(
    'make no channel with WEBHOOK_ENABLED=%s, and a warning',
    async (enabled) => {
      const loaded = await load({ WEBHOOK_ENABLED: enabled, WEBHOOK_URL: URLS.WEBHOOK_URL });
      expect(right(loaded).origin).toEqual({ type: 'defaults' });
      expect(loaded.warnings).toEqual([
        'WEBHOOK_URL is set, but WEBHOOK_ENABLED is not true, so nothing is sent there; set WEBHOOK_ENABLED=true to use it',
      ]);
      expect(loaded.secrets).toEqual([URLS.WEBHOOK_URL]);
    },
  );

  it('report every mistake at once, by the name of the variable', async () => {
    const loaded = await load({
      SLACK_ENABLED: 'true',
      TEAMS_ENABLED: 'maybe',
      WEBHOOK_ENABLED: 'true',
      WEBHOOK_URL: 'hook.example/s3cret',
      WEBHOOK_TIMEOUT: '10s',
      WEBHOOK_MAX_RETRIES: '-1',
      PAGERDUTY_ENABLED: 'yes',
    });
    expect(loaded.config).toBeUndefined();
    expect(told(loaded)).toEqual([
      'SLACK_WEBHOOK_URL CONFIG_INVALID `SLACK_WEBHOOK_URL`: missing, although SLACK_ENABLED is true; set it, or set SLACK_ENABLED=false',
      'TEAMS_ENABLED CONFIG_INVALID `TEAMS_ENABLED`: found "maybe", expected true or false',
      'WEBHOOK_URL CONFIG_INVALID `WEBHOOK_URL`: found a value that is not shown, expected an http or https URL',
      'WEBHOOK_TIMEOUT CONFIG_INVALID `WEBHOOK_TIMEOUT`: found "10s", expected a whole number from 1 to 86400 (seconds)',
      'WEBHOOK_MAX_RETRIES CONFIG_INVALID `WEBHOOK_MAX_RETRIES`: found "-1", expected a whole number from 0 to 1000000',
      'PAGERDUTY_ROUTING_KEY CONFIG_INVALID `PAGERDUTY_ROUTING_KEY`: missing, although PAGERDUTY_ENABLED is true; set it, or set PAGERDUTY_ENABLED=false',
    ]);
  });

  it('are not read with a file, and one warning names those that were passed over, without their values', async () => {
    const loaded = await loadText(HEAD, { env: { ...URLS, SLACK_ENABLED: 'true', WEBHOOK_ENABLED: '', PATH: '/bin' } });
    expect(right(loaded).plugins).toEqual([]);
    expect(loaded.warnings).toEqual([
      'with a configuration file, these variables are not read: SLACK_ENABLED, SLACK_WEBHOOK_URL, WEBHOOK_URL',
    ]);
  });

  it('are named where the plugin refuses what they give', async () => {
    const env = { PAGERDUTY_ENABLED: 'true', PAGERDUTY_ROUTING_KEY: 'short' };
    const { problems } = await checkHost({ env, cwd: await configFolder() });
    expect(problems).toMatchObject([
      { path: ['PAGERDUTY_ROUTING_KEY'], message: expect.stringMatching(/^`PAGERDUTY_ROUTING_KEY`: /) },
    ]);
  });

  it('are named where the plugin refuses a secret', async () => {
    const env = { WEBHOOK_ENABLED: 'true', WEBHOOK_URL: URLS.WEBHOOK_URL, WEBHOOK_SECRET: 'whsec_!' };
    const { problems } = await checkHost({ env, cwd: await configFolder() });
    expect(problems).toMatchObject([
      { path: ['WEBHOOK_SECRET'], message: expect.stringMatching(/^`WEBHOOK_SECRET`: /) },
    ]);
    expect(JSON.stringify(problems)).not.toContain('whsec_!');
  });

  it('are not called passed over where the file refers to them', async () => {
    const yaml = `${HEAD}plugins: { team: { use: slack, config: { webhookUrl: "\${env:SLACK_WEBHOOK_URL}" } } }\n`;
    const loaded = await loadText(yaml, { env: { SLACK_WEBHOOK_URL: URLS.SLACK_WEBHOOK_URL } });
    expect(loaded.warnings).toEqual([]);
  });
});

describe("a webhook to PagerDuty's Events API with its routing key as the secret", () => {
  const KEY = '0123456789abcdef0123456789ABCDEF';
  const ENQUEUE = 'https://events.pagerduty.com/v2/enqueue';
  const at = (url: string, secret: string) => ({ WEBHOOK_ENABLED: 'true', WEBHOOK_URL: url, WEBHOOK_SECRET: secret });

  it.each([
    [ENQUEUE, KEY, 'us'],
    [`${ENQUEUE}/`, `${KEY}\n`, 'us'],
    ['https://events.eu.pagerduty.com/v2/enqueue', KEY, 'eu'],
    ['https://EVENTS.EU.PagerDuty.com./v2/enqueue', KEY, 'eu'],
  ])('is a channel of the plugin pagerduty: %s', async (url, secret, region) => {
    const loaded = await load(at(url, secret));
    expect(right(loaded).plugins).toMatchObject([
      {
        name: 'webhook',
        use: 'pagerduty',
        lane: { timeoutMs: 10_000, retry: { maxRetries: 3 } },
        config: { routingKey: KEY, region },
      },
      { name: 'metrics' },
    ]);
    expect(loaded.secrets).toContain(KEY);
    const cwd = await configFolder();
    expect((await checkHost({ env: at(url, secret), cwd })).problems).toEqual([]);
  });

  it('is told the plain way, where variables have one', async () => {
    expect((await load(at(ENQUEUE, KEY))).warnings).toEqual([
      'WEBHOOK_URL is PagerDuty\'s, which refuses the body of a webhook: the channel webhook sends to it as the plugin "pagerduty" does, with WEBHOOK_SECRET as its routing key; say so plainly with PAGERDUTY_ENABLED=true and PAGERDUTY_ROUTING_KEY in place of WEBHOOK_ENABLED, WEBHOOK_URL and WEBHOOK_SECRET',
    ]);
    expect((await load(at('https://events.eu.pagerduty.com/v2/enqueue', KEY))).warnings).toEqual([
      expect.stringMatching(/a configuration file says so plainly, with the plugin "pagerduty" and `region: eu`$/),
    ]);
  });

  it.each([
    ['no secret', ENQUEUE, ''],
    ['a secret that is no routing key', ENQUEUE, 'your-secret-key'],
    ['a secret that is nearly one', ENQUEUE, `${KEY}0`],
  ])('stays a webhook with %s, and the warning of one', async (_, url, secret) => {
    const env = at(url, secret);
    expect(right(await load(env)).plugins[0]).toMatchObject({ name: 'webhook', use: 'webhook' });
    const { warnings } = await checkHost({ env, cwd: await configFolder() });
    expect(warnings).toEqual([expect.stringContaining('belongs to PagerDuty')]);
  });

  it.each([
    'https://events.pagerduty.com/v2/enqueue/more',
    'https://events.pagerduty.com/v2/change/enqueue',
    'https://events.pagerduty.com.example.com/v2/enqueue',
    'https://example.com/?https://events.pagerduty.com/v2/enqueue',
    'https://events-pagerduty.com/v2/enqueue',
    'https://hook.example/y',
  ])('stays a webhook with another URL: %s', async (url) => {
    expect(right(await load(at(url, KEY))).plugins[0]).toMatchObject({ use: 'webhook', config: { secrets: [KEY] } });
  });
});
