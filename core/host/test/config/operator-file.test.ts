import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.js';
import { checkHost } from '../../src/host.js';
import { configFolder, HEAD, right, told } from './config-folder.js';

const FILE = 'notifications.yaml';

async function load(text: string, env: NodeJS.ProcessEnv = {}) {
  return loadConfig({ operatorFile: FILE, env, cwd: await configFolder({ [FILE]: text }) });
}

async function check(text: string, env: NodeJS.ProcessEnv = {}) {
  return checkHost({ operatorFile: FILE, env, cwd: await configFolder({ [FILE]: text }) });
}

const WHOLE = `slack:
  enabled: true
  webhook_url: "https://slack.example/services/x"
  channel: "#kubernetes-updates"
  username: "Headwind Bot"
  icon_emoji: ":robot_face:"
teams:
  enabled: false
  webhook_url: "https://teams.example/y"
webhook:
  enabled: true
  url: "https://hook.example/z"
  secret: " your-webhook-secret "
  timeout_seconds: 20
  max_retries: 5
`;

/** As it stands in a repository, under a key of its ConfigMap. */
function manifestOf(text: string): string {
  const data = text.replaceAll(/^(?=.)/gm, '    ');
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: headwind-notifications }\ndata:\n  notifications.yaml: |\n${data}`;
}

describe("the operator's file", () => {
  it.each([
    ['by itself', WHOLE],
    ['in the manifest of its ConfigMap', manifestOf(WHOLE)],
  ])('makes the channels that it enables, %s', async (_, text) => {
    const loaded = await load(text);
    const config = right(loaded);
    expect(config.origin).toEqual({ type: 'operator', path: expect.stringMatching(/notifications\.yaml$/) });
    expect(config.plugins).toMatchObject([
      {
        name: 'slack',
        use: 'slack',
        config: {
          webhookUrl: 'https://slack.example/services/x',
          channel: '#kubernetes-updates',
          username: 'Headwind Bot',
          iconEmoji: ':robot_face:',
        },
      },
      {
        name: 'webhook',
        use: 'webhook',
        lane: { timeoutMs: 20_000, retry: { maxRetries: 5 } },
        config: { url: 'https://hook.example/z', secrets: [' your-webhook-secret '] },
      },
      { name: 'metrics', use: 'metrics' },
    ]);
    expect(loaded.warnings).toEqual([]);
  });

  it('keeps its URLs and its secret from the log, also of what is off, and those of the variables it is laid over', async () => {
    const { secrets } = await load(WHOLE, {
      WEBHOOK_SECRET: 'of-the-variable',
      TEAMS_WEBHOOK_URL: 'https://a.example',
    });
    expect(secrets).toEqual(
      expect.arrayContaining([
        'https://slack.example/services/x',
        'https://teams.example/y',
        'https://hook.example/z',
        ' your-webhook-secret ',
        'of-the-variable',
        'https://a.example',
      ]),
    );
  });

  it('leaves to the variables what it does not say, and wins over them where it does', async () => {
    const env = {
      SLACK_ENABLED: 'false',
      SLACK_WEBHOOK_URL: 'https://slack.example/of-the-variable',
      SLACK_CHANNEL: '#of-the-variable',
      TEAMS_ENABLED: 'true',
      TEAMS_WEBHOOK_URL: 'https://teams.example/of-the-variable',
      PAGERDUTY_ENABLED: 'true',
      PAGERDUTY_ROUTING_KEY: '0123456789abcdef0123456789abcdef',
    };
    const { plugins } = right(await load('slack:\n  enabled: true\n  channel: "#of-the-file"\nteams:\n', env));
    expect(plugins).toMatchObject([
      { name: 'slack', config: { webhookUrl: env.SLACK_WEBHOOK_URL, channel: '#of-the-file' } },
      { name: 'teams', config: { webhookUrl: env.TEAMS_WEBHOOK_URL } },
      { name: 'pagerduty' },
      { name: 'metrics' },
    ]);
  });

  it('takes a variable for not given where it gives an empty text', async () => {
    const text = 'slack: { enabled: true, webhook_url: "https://slack.example/x", channel: "" }\n';
    const { plugins } = right(await load(text, { SLACK_CHANNEL: '#of-the-variable' }));
    expect(plugins[0]?.config).toEqual({ webhookUrl: 'https://slack.example/x' });
  });

  it.each(['', '# nothing yet\n', 'teams: { enabled: false, webhook_url: "https://teams.example/y" }\n'])(
    'makes no channel where it enables none, and neither prints nor publishes samples: %j',
    async (text) => {
      const loaded = await load(text);
      expect(right(loaded).plugins.map(({ name }) => name)).toEqual(['metrics']);
      expect(loaded.warnings).toEqual([expect.stringContaining('enables no channel')]);
    },
  );

  it('warns of a URL that nobody has enabled', async () => {
    const { warnings } = await load(`${WHOLE.replace('  enabled: false\n', '')}`);
    expect(warnings).toEqual([
      'teams.webhook_url is set, but teams.enabled is not true, so nothing is sent there; set teams.enabled: true to use it',
    ]);
  });

  it('has unknown keys without effect, and a warning names the place and the nearest right one', async () => {
    const text = `${WHOLE}  timeuot_seconds: 1\n  headers: {}\nslakc: {}\npagerduty: {}\n`;
    const loaded = await load(text);
    expect(right(loaded).plugins.map(({ name }) => name)).toEqual(['slack', 'webhook', 'metrics']);
    expect(loaded.warnings).toEqual([
      `${FILE}:18:1: unknown key \`slakc\`, which has no effect; did you mean \`slack\`?`,
      `${FILE}:19:1: unknown key \`pagerduty\`, which has no effect; known are slack, teams, webhook`,
      `${FILE}:16:3: unknown key \`timeuot_seconds\` in \`webhook\`, which has no effect; did you mean \`timeout_seconds\`?`,
      `${FILE}:17:3: unknown key \`headers\` in \`webhook\`, which has no effect; known are enabled, url, secret, timeout_seconds, max_retries`,
    ]);
  });

  it('warns of a name without quotation marks, which is a comment', async () => {
    const { warnings } = await load(WHOLE.replace('"#kubernetes-updates"', '#kubernetes-updates'));
    expect(warnings).toEqual([
      `${FILE}:4:3: \`slack.channel\` has no value, so SLACK_CHANNEL counts; a text that begins with # takes quotation marks`,
    ]);
  });
});

describe('a manifest of several documents', () => {
  const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata: { name: urls }\nstringData: { a: b }\n';
  const OTHER = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: other }\ndata: { other.yaml: "a: 1" }\n';

  it.each([
    ['first', `${manifestOf(WHOLE)}---\n${SECRET}`],
    ['last', `---\n${SECRET}---\n${OTHER}--- # the notifications\n${manifestOf(WHOLE)}---\n`],
    ['alone, behind its marker', `# ours\n---\n${manifestOf(WHOLE)}...\n---\n# nothing\n`],
  ])('is read where its ConfigMap stands %s', async (_, text) => {
    expect(right(await load(text)).plugins.map(({ name }) => name)).toEqual(['slack', 'webhook', 'metrics']);
  });

  it('has its mistakes told at their lines', async () => {
    const wrong = manifestOf(WHOLE.replace('20', 'soon'));
    expect(told(await load(`${SECRET}---\n${wrong}`))).toEqual([
      expect.stringMatching(/^24:24 CONFIG_INVALID `webhook\.timeout_seconds`/),
    ]);
  });

  it.each([
    [
      'none with the key',
      `${SECRET}---\n${OTHER}`,
      "1:1 CONFIG_INVALID found 2 documents, expected one of them to be a ConfigMap with the key notifications.yaml. Name a file that has it, or the operator's notifications.yaml by itself.",
    ],
    [
      'two with the key',
      `${manifestOf('slack: {}\n')}---\n${manifestOf('slack: {}\n')}`,
      '12:3 CONFIG_INVALID found a second ConfigMap with the key notifications.yaml, expected one: the first has it in line 5. Name a file with one of them.',
    ],
    [
      'one that is no YAML',
      `${SECRET}---\nkind: @x\n`,
      '6:7 CONFIG_SYNTAX Plain value cannot start with reserved character @',
    ],
  ])('is refused with %s', async (_, text, problem) => {
    expect(told(await load(text))).toEqual([problem]);
  });
});

describe("a mistake in the operator's file", () => {
  it.each([
    ['a switch', 'slack: { enabled: maybe }', '1:19', '`slack.enabled`: found "maybe", expected true or false'],
    ['a list for a switch', 'slack: { enabled: [] }', '1:19', '`slack.enabled`: found a list, expected true or false'],
    [
      'no URL',
      'teams:\n  enabled: true',
      '1:1',
      '`teams.webhook_url`: missing, although teams.enabled is true; set it, or set teams.enabled: false',
    ],
    [
      'no URL any more',
      'webhook: { enabled: true, url: "" }',
      '1:27',
      '`webhook.url`: missing, although webhook.enabled is true; set it, or set webhook.enabled: false',
    ],
    [
      'no URL at all',
      'webhook: { enabled: true, url: hunter2.example }',
      '1:32',
      '`webhook.url`: found a value that is not shown, expected an http or https URL',
    ],
    [
      'a number for a secret',
      'webhook: { secret: 1234567 }',
      '1:20',
      '`webhook.secret`: found a value that is not shown, expected a text: put quotation marks around it',
    ],
    [
      'a number for a name',
      'slack: { username: 7 }',
      '1:20',
      '`slack.username`: found 7, expected a text: put quotation marks around it',
    ],
    [
      'a fraction',
      'webhook: { enabled: true, url: "http://a.example/b", timeout_seconds: 1.5 }',
      '1:71',
      '`webhook.timeout_seconds`: found 1.5, expected a whole number from 1 to 86400 (seconds)',
    ],
    [
      'fewer retries than none',
      'webhook: { enabled: true, url: "http://a.example/b", max_retries: -1 }',
      '1:67',
      '`webhook.max_retries`: found -1, expected a whole number from 0 to 1000000',
    ],
    [
      'a section that is a switch',
      'slack: true',
      '1:8',
      '`slack`: found true, expected a mapping with the keys enabled, webhook_url, channel, username, icon_emoji',
    ],
    ['a list', '- slack', '1:1', 'found a list, expected a mapping with the keys slack, teams, webhook'],
    [
      'a headwind.yaml',
      `${HEAD}plugins: {}`,
      '1:13',
      'found a file of apiVersion "headwind.sh/v1", expected the operator\'s notifications.yaml or the manifest of its ConfigMap; --config and HEADWIND_CONFIG take a headwind.yaml',
    ],
    [
      'another ConfigMap',
      'apiVersion: v1\nkind: ConfigMap\ndata: { notification.yaml: "" }',
      '3:1',
      '`data["notifications.yaml"]`: missing; expected the operator\'s configuration; found notification.yaml',
    ],
    [
      'a ConfigMap with a mapping in it',
      'apiVersion: v1\nkind: ConfigMap\ndata:\n  notifications.yaml:\n    slack: {}',
      '4:3',
      '`data["notifications.yaml"]`: found a mapping, expected a text: put a | behind the key, and the configuration below it',
    ],
  ])('is reported with its place: %s', async (_, text, place, message) => {
    expect(told(await load(`${text}\n`))).toEqual([`${place} CONFIG_INVALID ${message}`]);
  });

  it('is told with all others, also of a channel whose switch is wrong', async () => {
    const text = `slack:\n  enabled: yess\n  webhook_url: nowhere\n  icon_emoji: "a b"\nwebhook:\n  enabled: onn\n  max_retries: -1\n`;
    expect(told(await load(text))).toEqual([
      '2:12 CONFIG_INVALID `slack.enabled`: found "yess", expected true or false',
      '3:16 CONFIG_INVALID `slack.webhook_url`: found a value that is not shown, expected an http or https URL',
      '6:12 CONFIG_INVALID `webhook.enabled`: found "onn", expected true or false',
      '7:16 CONFIG_INVALID `webhook.max_retries`: found -1, expected a whole number from 0 to 1000000',
    ]);
    const { problems } = await check(text.replace('nowhere', 'https://slack.example/x'));
    expect(problems.map(({ path }) => path.join('.'))).toEqual([
      'slack.enabled',
      'slack.icon_emoji',
      'webhook.enabled',
      'webhook.max_retries',
    ]);
  });

  it('is reported at the line of the manifest', async () => {
    const wrong = WHOLE.replace('20', 'soon').replace('"Headwind Bot"', '7');
    expect(told(await load(manifestOf(`\n# comment\n${wrong}`)))).toEqual([
      expect.stringMatching(/^12:17 CONFIG_INVALID `slack\.username`/),
      expect.stringMatching(/^21:24 CONFIG_INVALID `webhook\.timeout_seconds`/),
    ]);
    expect(told(await load(manifestOf('slack:\n  enabled: @x\n')))).toEqual([
      expect.stringMatching(/^7:16 CONFIG_SYNTAX /),
    ]);
  });

  it('is reported at the key of the manifest where its text is quoted there', async () => {
    const text = `apiVersion: v1\nkind: ConfigMap\ndata:\n  notifications.yaml: "slack:\\n  enabled: maybe\\n"\n`;
    expect(told(await load(text))).toEqual([expect.stringMatching(/^4:23 CONFIG_INVALID `slack\.enabled`/)]);
  });

  it('is reported as in any other file where it is no YAML', async () => {
    expect(told(await load('slack:\n  enabled: true\n  enabled: false\n'))).toEqual([
      '3:3 CONFIG_SYNTAX duplicate key `enabled`; it stands in line 2 already',
    ]);
    expect(told(await load('slack: @x\n'))).toEqual([expect.stringMatching(/^1:8 CONFIG_SYNTAX /)]);
  });

  it('is reported at its key where a plugin finds it, and at the variable where the value comes from that', async () => {
    const text = 'slack: { enabled: true, webhook_url: "https://slack.example/x" }\nwebhook: { enabled: true }\n';
    const env = { SLACK_ICON_EMOJI: 'robot face', WEBHOOK_URL: 'https://a:b@hook.example/' };
    const { problems } = await check(text.replace(' }\nw', ', icon_emoji: "a b" }\nw'), env);
    expect(problems).toMatchObject([
      { path: ['WEBHOOK_URL'], message: expect.stringMatching(/^`WEBHOOK_URL`: /) },
      {
        path: ['slack', 'icon_emoji'],
        message: expect.stringMatching(/^`slack\.icon_emoji`: /),
        position: { line: 1 },
      },
    ]);
    expect(problems[0]).not.toHaveProperty('position');
    expect((await check(text, { ...env, WEBHOOK_URL: 'https://hook.example/' })).problems).toMatchObject([
      { path: ['SLACK_ICON_EMOJI'] },
    ]);
  });

  it('shows no URL and no secret', async () => {
    const text =
      'slack: { enabled: true, webhook_url: ["hunter2"] }\nwebhook: { enabled: true, secret: { hunter2: 1 }, url: 12345678 }\n';
    const { problems, warnings } = await check(text);
    expect(problems).toHaveLength(3);
    expect(JSON.stringify([problems, warnings])).not.toMatch(/hunter2|12345678/);
  });
});

describe('which file is read', () => {
  it('is not asked where there is no headwind.yaml in the working directory, or the variable names that', async () => {
    const env = { HEADWIND_OPERATOR_CONFIG: 'headwind.yaml' };
    expect((await loadConfig({ env, cwd: await configFolder({ 'headwind.yaml': WHOLE }) })).warnings).toEqual([]);
    const other = { HEADWIND_OPERATOR_CONFIG: 'a.yaml' };
    expect((await loadConfig({ env: other, cwd: await configFolder({ 'a.yaml': WHOLE }) })).warnings).toEqual([]);
  });

  const files = { 'a.yaml': WHOLE, 'b.yaml': HEAD, 'headwind.yaml': `${HEAD}log: { level: debug }\n` };

  it.each([
    ['the flag', { operatorFile: 'a.yaml' }, {}, 'operator', []],
    [
      'the variable',
      {},
      { HEADWIND_OPERATOR_CONFIG: 'a.yaml' },
      'operator',
      [
        expect.stringMatching(
          /headwind\.yaml is not read, because HEADWIND_OPERATOR_CONFIG names the configuration; unset that, or /,
        ),
      ],
    ],
    ['an empty variable', {}, { HEADWIND_OPERATOR_CONFIG: '' }, 'file', []],
    [
      'the flag, before HEADWIND_CONFIG',
      { operatorFile: 'a.yaml' },
      { HEADWIND_CONFIG: 'b.yaml' },
      'operator',
      ['HEADWIND_CONFIG is not read, because --operator-config names the configuration'],
    ],
    [
      'HEADWIND_CONFIG, before the other variable',
      {},
      { HEADWIND_CONFIG: 'b.yaml', HEADWIND_OPERATOR_CONFIG: 'a.yaml' },
      'file',
      ['HEADWIND_OPERATOR_CONFIG is not read, because HEADWIND_CONFIG names the configuration'],
    ],
    [
      '--config, before the other variable',
      { file: 'b.yaml' },
      { HEADWIND_OPERATOR_CONFIG: 'a.yaml' },
      'file',
      ['HEADWIND_OPERATOR_CONFIG is not read, because --config names the configuration'],
    ],
  ])('%s', async (_, options, env, type, warnings) => {
    const loaded = await loadConfig({ ...options, env, cwd: await configFolder(files) });
    expect(right(loaded).origin.type).toBe(type);
    expect(loaded.warnings).toEqual(warnings);
  });

  it('is said where there is none of that name', async () => {
    const cwd = await configFolder();
    const loaded = await loadConfig({ operatorFile: FILE, env: {}, cwd });
    expect(told(loaded)).toEqual([
      `--operator-config CONFIG_NOT_FOUND configuration file ${join(cwd, FILE)}: there is no such file`,
    ]);
  });
});
