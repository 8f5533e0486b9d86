import type { WebhookConfig } from './config.js';

/** A service that refuses the body of a webhook, and has a plugin of its own. */
interface Service {
  readonly name: string;
  /** Host names in lower case; a leading `*.` stands for any name below it. */
  readonly hosts: readonly string[];
  /** What its addresses begin with, where other addresses of the host take any body. @defaultValue any path */
  readonly path?: string;
  /** What becomes of the body that a webhook sends. */
  readonly trouble: string;
  readonly plugin: string;
  /** What to set where the configuration comes from environment variables. */
  readonly fromEnvironment: string;
}

const REFUSED = 'which refuses the body that a webhook sends';
const TEAMS = 'set TEAMS_ENABLED=true and TEAMS_WEBHOOK_URL';
const FILE = 'write a configuration file, for no variables make this channel';

/** Each takes only a format of its own; the specification's recipes for PagerDuty and Opsgenie do not work. */
const SERVICES: readonly Service[] = [
  {
    name: 'PagerDuty',
    hosts: ['events.pagerduty.com', 'events.eu.pagerduty.com'],
    path: '/v2/',
    trouble: REFUSED,
    plugin: 'pagerduty',
    fromEnvironment: 'set PAGERDUTY_ENABLED=true and PAGERDUTY_ROUTING_KEY',
  },
  {
    name: 'Opsgenie',
    hosts: ['api.opsgenie.com', 'api.eu.opsgenie.com'],
    trouble: REFUSED,
    plugin: 'opsgenie',
    fromEnvironment: FILE,
  },
  {
    name: 'Slack',
    hosts: ['hooks.slack.com', 'hooks.slack-gov.com'],
    path: '/services/',
    trouble: REFUSED,
    plugin: 'slack',
    fromEnvironment: 'set SLACK_ENABLED=true and SLACK_WEBHOOK_URL',
  },
  {
    name: 'Microsoft Teams',
    hosts: ['outlook.office.com', 'outlook.office365.com', '*.webhook.office.com'],
    trouble: REFUSED,
    plugin: 'teams',
    fromEnvironment: TEAMS,
  },
  {
    name: 'Power Automate',
    hosts: ['*.logic.azure.com', '*.environment.api.powerplatform.com'],
    trouble: 'where a workflow that posts to Microsoft Teams fails on the body that a webhook sends',
    plugin: 'teams',
    fromEnvironment: TEAMS,
  },
  {
    name: 'Jira Service Management',
    hosts: ['api.atlassian.com'],
    path: '/jsm/ops/',
    trouble: REFUSED,
    plugin: 'opsgenie',
    fromEnvironment: FILE,
  },
];

/** What is to be said of a URL that cannot work although it is one. It names the host alone. */
export function warningsOf({ url }: WebhookConfig): readonly string[] {
  const { host, hostname, pathname } = new URL(url);
  const service = SERVICES.find(
    ({ hosts, path = '/' }) =>
      pathname.startsWith(path) && hosts.some((pattern) => fits(pattern, hostname.replace(/\.$/, ''))),
  );
  if (service === undefined) return [];
  const { name, trouble, plugin, fromEnvironment } = service;
  return [
    `${host} belongs to ${name}, ${trouble}; use the plugin "${plugin}" instead (with environment variables in place of a file: set WEBHOOK_ENABLED=false and ${fromEnvironment})`,
  ];
}

function fits(pattern: string, hostname: string): boolean {
  return pattern.startsWith('*.') ? hostname.endsWith(pattern.slice(1)) : hostname === pattern;
}
