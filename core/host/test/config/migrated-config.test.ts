import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { HostConfig } from '../../src/config/host-config.js';
import { loadConfig } from '../../src/config/load-config.js';
import { migratedConfig } from '../../src/config/migrated-config.js';
import { readSource } from '../../src/config/read-source.js';
import { configFolder, right } from './config-folder.js';

const ROUTING_KEY = '0123456789abcdef0123456789abcdef';

/** Also what YAML and references could take for something else. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '#deployments',
    'true',
    '10',
    '~',
    '',
    ' x ',
    `\${env:HOME}`,
    `$\${file:/etc/passwd}`,
    '$',
    'a: b',
    '|',
    '\n',
    'ｘ',
  ),
);
const url = fc.oneof(
  fc.webUrl({ withQueryParameters: true }),
  fc.constantFrom(
    'https://events.pagerduty.com/v2/enqueue',
    'https://events.eu.pagerduty.com/v2/enqueue',
    ` https://hook.example/\${env:HOME} `,
  ),
);
const secret = fc.oneof(text, fc.constant(ROUTING_KEY));

const file = fc.record(
  {
    slack: fc.option(
      fc.record(
        { enabled: fc.boolean(), webhook_url: url, channel: text, username: text, icon_emoji: text },
        { requiredKeys: ['webhook_url'] },
      ),
    ),
    teams: fc.option(fc.record({ enabled: fc.boolean(), webhook_url: url }, { requiredKeys: ['webhook_url'] })),
    webhook: fc.option(
      fc.record(
        {
          enabled: fc.constantFrom(true, false, 'yes', 'FALSE'),
          url,
          secret,
          timeout_seconds: fc.integer({ min: 1, max: 86_400 }),
          max_retries: fc.oneof(fc.nat(1_000_000), fc.nat(9).map(String)),
        },
        { requiredKeys: ['url'] },
      ),
    ),
  },
  { requiredKeys: [] },
);

/** No variable of a process holds a NUL. */
const value = text.filter((each) => !each.includes('\0'));
const variables = fc.record(
  {
    SLACK_ENABLED: fc.constantFrom('true', 'false'),
    SLACK_WEBHOOK_URL: fc.constant('https://slack.example/of-the-variable'),
    SLACK_CHANNEL: value,
    TEAMS_ENABLED: fc.constantFrom('true', 'false'),
    TEAMS_WEBHOOK_URL: fc.constant('https://teams.example/of-the-variable'),
    WEBHOOK_ENABLED: fc.constantFrom('1', '0'),
    WEBHOOK_URL: fc.constant('https://hook.example/of-the-variable'),
    WEBHOOK_SECRET: value,
    WEBHOOK_TIMEOUT: fc.constantFrom('', '7'),
    PAGERDUTY_ENABLED: fc.constant('true'),
    PAGERDUTY_ROUTING_KEY: fc.constant(ROUTING_KEY),
  },
  {
    requiredKeys: ['SLACK_WEBHOOK_URL', 'TEAMS_WEBHOOK_URL', 'WEBHOOK_URL', 'PAGERDUTY_ROUTING_KEY'],
  },
);

interface Migrated {
  readonly operator: HostConfig;
  readonly text: string;
  readonly secretVariables: readonly string[];
}

async function migrate(cwd: string, content: unknown, env: NodeJS.ProcessEnv, references = false): Promise<Migrated> {
  await writeFile(join(cwd, 'notifications.yaml'), stringify(content));
  const options = { operatorFile: 'notifications.yaml', env, cwd };
  const operator = right(await loadConfig(options));
  const { source } = await readSource(options);
  if (source === undefined) throw new Error('the file was not read');
  return { operator, ...migratedConfig(source, { file: 'notifications.yaml', references }) };
}

async function pluginsOf(cwd: string, yaml: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  await writeFile(join(cwd, 'headwind.yaml'), yaml);
  return right(await loadConfig({ file: 'headwind.yaml', env, cwd })).plugins;
}

describe('the headwind.yaml that is made of an operator file', () => {
  it('gives the same plugins, whatever stands in the file and the variables', async () => {
    const cwd = await configFolder();
    const property = fc.asyncProperty(file, variables, async (content, env) => {
      const migrated = await migrate(cwd, content, env);
      expect(await pluginsOf(cwd, migrated.text, {})).toEqual(migrated.operator.plugins);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('gives the same with references once their variables are set, and holds no secret', async () => {
    const cwd = await configFolder();
    const content = {
      slack: { enabled: true, webhook_url: 'https://slack.example/hunter2', channel: '#a' },
      teams: { enabled: true, webhook_url: 'https://teams.example/hunter2' },
      webhook: { enabled: true, url: 'https://hook.example/hunter2', secret: 'hunter2' },
    };
    const { operator, text: yaml, secretVariables } = await migrate(cwd, content, {}, true);
    expect(secretVariables).toEqual(['SLACK_WEBHOOK_URL', 'TEAMS_WEBHOOK_URL', 'WEBHOOK_URL', 'WEBHOOK_SECRET']);
    expect(yaml).not.toContain('hunter2');
    const env = {
      SLACK_WEBHOOK_URL: content.slack.webhook_url,
      TEAMS_WEBHOOK_URL: content.teams.webhook_url,
      WEBHOOK_URL: content.webhook.url,
      WEBHOOK_SECRET: content.webhook.secret,
    };
    expect(await pluginsOf(cwd, yaml, env)).toEqual(operator.plugins);
  });

  it('refers to the variable of the secret that is a routing key', async () => {
    const cwd = await configFolder();
    const webhook = { enabled: true, url: 'https://events.pagerduty.com/v2/enqueue', secret: ROUTING_KEY };
    const { operator, text: yaml, secretVariables } = await migrate(cwd, { webhook }, {}, true);
    expect(secretVariables).toEqual(['WEBHOOK_SECRET']);
    expect(await pluginsOf(cwd, yaml, { WEBHOOK_SECRET: ROUTING_KEY })).toEqual(operator.plugins);
  });

  it('explains itself, keeps the figures, and leaves out what is off', async () => {
    const content = {
      teams: { enabled: false, webhook_url: 'https://teams.example/x' },
      webhook: { enabled: true, url: 'https://hook.example/y', secret: 'a', max_retries: 4 },
    };
    const { text: yaml } = await migrate(await configFolder(), content, {});
    expect(yaml).toBe(`# yaml-language-server: $schema=./headwind.schema.json
# What notifications.yaml says, as a headwind.yaml.
# \`headwind-notify check\` reports every mistake in it; docs/reference/configuration.md has every key.
# \`headwind-notify schema --output headwind.schema.json\` writes what the first line names, for your editor.

apiVersion: headwind.sh/v1
plugins:
  # Signed with HMAC-SHA256, as X-Headwind-Signature and as Standard Webhooks have it.
  webhook:
    use: webhook
    # The operator's figures. Without these two: 30s, and retries for 24 hours.
    timeout: 10s
    retry:
      maxRetries: 4
    config:
      url: https://hook.example/y
      secrets:
        - a
  # At /metrics, for Prometheus.
  metrics:
    use: metrics
  # Left out, because they are off there: slack, teams.
`);
  });
});
