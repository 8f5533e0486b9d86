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

interface Example {
  /** Where the specification shows it. */
  readonly title: string;
  /** With what a reference to a Secret is made to stand for. */
  readonly env: NodeJS.ProcessEnv;
  /** The channels it makes, and the plugin of each. */
  readonly channels: readonly string[];
  readonly warnings?: readonly unknown[];
}

/** Every environment that the specification shows. */
const EXAMPLES: readonly Example[] = [
  {
    title: 'Slack Integration',
    env: { ...SLACK, SLACK_CHANNEL: '#deployments', SLACK_USERNAME: 'Headwind Bot', SLACK_ICON_EMOJI: ':rocket:' },
    channels: ['slack: slack'],
  },
  { title: 'Slack with a Secret', env: SLACK, channels: ['slack: slack'] },
  { title: 'Microsoft Teams Integration', env: TEAMS, channels: ['teams: teams'], warnings: [CONNECTOR] },
  {
    title: 'Generic Webhook Integration',
    env: {
      WEBHOOK_ENABLED: 'true',
      WEBHOOK_URL: 'https://your-webhook-endpoint.com/notifications',
      WEBHOOK_SECRET: 'your-secret-key',
      WEBHOOK_TIMEOUT: '10',
      WEBHOOK_MAX_RETRIES: '3',
    },
    channels: ['webhook: webhook'],
  },
  {
    title: 'Multiple Notification Channels',
    env: { ...SLACK, ...TEAMS, ...PAGERDUTY },
    channels: ['slack: slack', 'teams: teams', 'webhook: webhook'],
    warnings: [CONNECTOR, REFUSED],
  },
  {
    title: 'Production Deployment',
    env: {
      ...SLACK,
      SLACK_CHANNEL: '#production-alerts',
      SLACK_USERNAME: 'Headwind Production',
      ...PAGERDUTY,
      WEBHOOK_SECRET: ROUTING_KEY,
    },
    channels: ['slack: slack', 'webhook: pagerduty'],
    warnings: [MEANT],
  },
  {
    title: 'Development/Staging',
    env: { ...SLACK, SLACK_CHANNEL: '#staging-updates', SLACK_USERNAME: 'Headwind Staging' },
    channels: ['slack: slack'],
  },
  {
    title: 'PagerDuty',
    env: { ...PAGERDUTY, WEBHOOK_SECRET: ROUTING_KEY },
    channels: ['webhook: pagerduty'],
    warnings: [MEANT],
  },
  {
    title: 'Opsgenie',
    env: { WEBHOOK_ENABLED: 'true', WEBHOOK_URL: 'https://api.opsgenie.com/v2/alerts' },
    channels: ['webhook: webhook'],
    warnings: [
      'webhook: api.opsgenie.com belongs to Opsgenie, which refuses the body that a webhook sends; use the plugin "opsgenie" instead (with environment variables in place of a file: set WEBHOOK_ENABLED=false and write a configuration file, for no variables make this channel)',
    ],
  },
  {
    title: 'Custom HTTP Endpoint',
    env: {
      WEBHOOK_ENABLED: 'true',
      WEBHOOK_URL: 'https://my-app.example.com/webhooks/headwind',
      WEBHOOK_SECRET: 'my-secure-secret',
      WEBHOOK_TIMEOUT: '30',
      WEBHOOK_MAX_RETRIES: '5',
    },
    channels: ['webhook: webhook'],
  },
];

describe('an environment that the specification shows', () => {
  it.each(EXAMPLES)(
    'makes its channels, and says what cannot work: $title',
    async ({ env, channels, warnings = [] }) => {
      const found = await checkHost({ env, cwd: await configFolder() });
      expect(found.problems).toEqual([]);
      expect(found.summary.instances.map((each) => `${each.name}: ${each.package}`)).toEqual(
        [...channels, 'metrics: metrics'].map((each) => each.replace(': ', ': @headwind/plugin-')),
      );
      expect(found.warnings).toHaveLength(warnings.length);
      for (const warning of warnings) expect(found.warnings).toContainEqual(warning);
    },
  );
});
