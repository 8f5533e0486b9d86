import type { WebhookConfig } from './config.js';

/** A service that refuses the body of a webhook, and has a plugin of its own. */
interface Service {
  readonly name: string;
  /** Host names in lower case; a leading `*.` stands for any name below it. */
  readonly hosts: readonly string[];
  readonly plugin: string;
  /** What to set where the configuration comes from environment variables. */
  readonly fromEnvironment: string;
}

/** Each takes only a format of its own; the specification's recipes for PagerDuty and Opsgenie do not work. */
const SERVICES: readonly Service[] = [
  {
    name: 'PagerDuty',
    hosts: ['*.pagerduty.com'],
    plugin: 'pagerduty',
    fromEnvironment: 'set PAGERDUTY_ENABLED=true and PAGERDUTY_ROUTING_KEY',
  },
  {
    name: 'Opsgenie',
    hosts: ['api.opsgenie.com', 'api.eu.opsgenie.com'],
    plugin: 'opsgenie',
    fromEnvironment: 'write a configuration file, for the specification has none for Opsgenie',
  },
  {
    name: 'Slack',
    hosts: ['hooks.slack.com'],
    plugin: 'slack',
    fromEnvironment: 'set SLACK_ENABLED=true and SLACK_WEBHOOK_URL',
  },
  {
    name: 'Microsoft Teams',
    hosts: ['outlook.office.com', '*.webhook.office.com', '*.logic.azure.com', '*.environment.api.powerplatform.com'],
    plugin: 'teams',
    fromEnvironment: 'set TEAMS_ENABLED=true and TEAMS_WEBHOOK_URL',
  },
];

/** What is to be said of a URL that cannot work although it is one. It names the host alone. */
export function warningsOf({ url }: WebhookConfig): readonly string[] {
  const { host, hostname } = new URL(url);
  const service = SERVICES.find(({ hosts }) => hosts.some((pattern) => fits(pattern, hostname.replace(/\.$/, ''))));
  if (service === undefined) return [];
  const { name, plugin, fromEnvironment } = service;
  return [
    `${host} belongs to ${name}, which refuses the body that a webhook sends; use the plugin "${plugin}" instead (with environment variables in place of a file: remove WEBHOOK_URL and ${fromEnvironment})`,
  ];
}

function fits(pattern: string, hostname: string): boolean {
  return pattern.startsWith('*.') ? hostname.endsWith(pattern.slice(1)) : hostname === pattern;
}
