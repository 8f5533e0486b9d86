import { describe, expect, it } from 'vitest';
import { configSchema } from '../src/config.js';
import plugin from '../src/plugin.js';

function warningsFor(url: string): readonly string[] {
  return plugin.warnings?.(configSchema.parse({ url }), () => true) ?? [];
}

describe('a webhook warns of a service that has a plugin of its own', () => {
  it.each([
    ['https://events.pagerduty.com/v2/enqueue', 'pagerduty', 'PAGERDUTY_ENABLED=true and PAGERDUTY_ROUTING_KEY'],
    ['https://events.eu.pagerduty.com/v2/enqueue', 'pagerduty', 'PAGERDUTY_ENABLED=true and PAGERDUTY_ROUTING_KEY'],
    ['https://EVENTS.PagerDuty.com./v2/enqueue', 'pagerduty', 'PAGERDUTY_ENABLED=true and PAGERDUTY_ROUTING_KEY'],
    ['https://api.opsgenie.com/v2/alerts', 'opsgenie', 'a configuration file'],
    ['https://api.eu.opsgenie.com/v2/alerts', 'opsgenie', 'a configuration file'],
    ['https://hooks.slack.com/services/T0/B0/abc', 'slack', 'SLACK_ENABLED=true and SLACK_WEBHOOK_URL'],
    ['https://hooks.slack-gov.com/services/T0/B0/abc', 'slack', 'SLACK_WEBHOOK_URL'],
    ['https://api.atlassian.com/jsm/ops/integration/v2/alerts', 'opsgenie', 'a configuration file'],
    ['https://outlook.office365.com/webhook/abc', 'teams', 'TEAMS_WEBHOOK_URL'],
    ['https://outlook.office.com/webhook/abc', 'teams', 'TEAMS_ENABLED=true and TEAMS_WEBHOOK_URL'],
    ['https://acme.webhook.office.com/webhookb2/abc', 'teams', 'TEAMS_ENABLED=true and TEAMS_WEBHOOK_URL'],
    ['https://prod-1.westeurope.logic.azure.com:443/workflows/abc', 'teams', 'TEAMS_WEBHOOK_URL'],
    ['https://0a.environment.api.powerplatform.com:443/powerautomate/abc', 'teams', 'TEAMS_WEBHOOK_URL'],
  ])('%s: use %s', (url, name, variables) => {
    const warnings = warningsFor(url);
    expect(warnings).toEqual([expect.stringContaining(`use the plugin "${name}" instead`)]);
    expect(warnings[0]).toContain(variables);
  });

  it('and says of a workflow only what becomes of one that posts to Teams', () => {
    expect(warningsFor('https://prod-1.westeurope.logic.azure.com/workflows/abc')[0]).toContain(
      'where a workflow that posts to Microsoft Teams fails',
    );
  });

  it('and names the host alone', () => {
    const [warning] = warningsFor('https://hooks.slack.com/services/T0001/B0001/abc?key=value');
    expect(warning).toMatch(/^hooks\.slack\.com belongs to Slack/);
    expect(warning).not.toMatch(/services|T0001|value/);
  });

  it.each([
    'https://example.com/hooks',
    'https://events.pagerduty.com/integration/abc/enqueue',
    'https://hooks.slack.com/triggers/T0/abc',
    'https://pagerduty.com.example.com/v2/enqueue',
    'https://notpagerduty.com/v2/enqueue',
    'https://slack.com/services',
    'https://opsgenie.example.com/v2/alerts',
  ])('and is content with %s', (url) => {
    expect(warningsFor(url)).toEqual([]);
  });
});
