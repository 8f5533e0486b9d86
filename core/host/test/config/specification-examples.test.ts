import { describe, expect, it } from 'vitest';
import { checkHost } from '../../src/host.js';
import { configFolder } from './config-folder.js';

const SLACK = { SLACK_ENABLED: 'true', SLACK_WEBHOOK_URL: 'https://hooks.slack.com/services/YOUR/WEBHOOK/URL' };
const TEAMS = { TEAMS_ENABLED: 'true', TEAMS_WEBHOOK_URL: 'https://outlook.office.com/webhook/YOUR-WEBHOOK-URL' };
const PAGERDUTY = { WEBHOOK_ENABLED: 'true', WEBHOOK_URL: 'https://events.pagerduty.com/v2/enqueue' };
const ROUTING_KEY = '0123456789abcdef0123456789abcdef';

const CONNECTOR = expect.stringMatching(/^teams: /);
const REFUSED = expect.stringMatching(/^webhook: \S+ belongs to PagerDuty, .* and PAGERDUTY_ROUTING_KEY\)$/);
const MEANT = expect.stringContaining('say so plainly with PAGERDUTY_ENABLED=true and PAGERDUTY_ROUTING_KEY');

/** Every environment that the specification shows, with what a reference to a Secret is made to stand for. */
const EXAMPLES: readonly (readonly [string, NodeJS.ProcessEnv, readonly string[], (readonly unknown[])?])[] = [
  [
    'Slack Integration',
    { ...SLACK, SLACK_CHANNEL: '#deployments', SLACK_USERNAME: 'Headwind Bot', SLACK_ICON_EMOJI: ':rocket:' },
    ['slack: @headwind/plugin-slack'],
  ],
  ['Slack with a Secret', SLACK, ['slack: @headwind/plugin-slack']],
  ['Microsoft Teams Integration', TEAMS, ['teams: @headwind/plugin-teams'], [CONNECTOR]],
  [
    'Generic Webhook Integration',
    {
      WEBHOOK_ENABLED: 'true',
      WEBHOOK_URL: 'https://your-webhook-endpoint.com/notifications',
      WEBHOOK_SECRET: 'your-secret-key',
      WEBHOOK_TIMEOUT: '10',
      WEBHOOK_MAX_RETRIES: '3',
    },
    ['webhook: @headwind/plugin-webhook'],
  ],
  [
    'Multiple Notification Channels',
    { ...SLACK, ...TEAMS, ...PAGERDUTY },
    ['slack: @headwind/plugin-slack', 'teams: @headwind/plugin-teams', 'webhook: @headwind/plugin-webhook'],
    [CONNECTOR, REFUSED],
  ],
  [
    'Production Deployment',
    {
      ...SLACK,
      SLACK_CHANNEL: '#production-alerts',
      SLACK_USERNAME: 'Headwind Production',
      ...PAGERDUTY,
      WEBHOOK_SECRET: ROUTING_KEY,
    },
    ['slack: @headwind/plugin-slack', 'webhook: @headwind/plugin-pagerduty'],
    [MEANT],
  ],
  [
    'Development/Staging',
    { ...SLACK, SLACK_CHANNEL: '#staging-updates', SLACK_USERNAME: 'Headwind Staging' },
    ['slack: @headwind/plugin-slack'],
  ],
  ['PagerDuty', { ...PAGERDUTY, WEBHOOK_SECRET: ROUTING_KEY }, ['webhook: @headwind/plugin-pagerduty'], [MEANT]],
  [
    'Opsgenie',
    { WEBHOOK_ENABLED: 'true', WEBHOOK_URL: 'https://api.opsgenie.com/v2/alerts' },
    ['webhook: @headwind/plugin-webhook'],
    [
      'webhook: api.opsgenie.com belongs to Opsgenie, which refuses the body that a webhook sends; use the plugin "opsgenie" instead (with environment variables in place of a file: set WEBHOOK_ENABLED=false and write a configuration file, for no variables make this channel)',
    ],
  ],
  [
    'Custom HTTP Endpoint',
    {
      WEBHOOK_ENABLED: 'true',
      WEBHOOK_URL: 'https://my-app.example.com/webhooks/headwind',
      WEBHOOK_SECRET: 'my-secure-secret',
      WEBHOOK_TIMEOUT: '30',
      WEBHOOK_MAX_RETRIES: '5',
    },
    ['webhook: @headwind/plugin-webhook'],
  ],
];

describe('an environment that the specification shows', () => {
  it.each(EXAMPLES)('makes its channels, and says what cannot work: %s', async (_, env, channels, warnings = []) => {
    const found = await checkHost({ env, cwd: await configFolder() });
    expect(found.problems).toEqual([]);
    expect(found.summary.instances.map(({ name, package: plugin }) => `${name}: ${plugin}`)).toEqual([
      ...channels,
      'metrics: @headwind/plugin-metrics',
    ]);
    const byText = found.warnings.toSorted();
    expect(byText).toHaveLength(warnings.length);
    for (const warning of warnings) expect(byText).toContainEqual(warning);
  });
});
