import type { TeamsConfig } from './config.js';
import { isConnector } from './connector.js';

/** What Workflows webhooks post to, old ones and new. */
const WORKFLOW_HOST = /\.(logic\.azure\.com|api\.powerplatform\.com)\.?$/;

/** Incoming webhooks of Slack, and of GovSlack. */
const SLACK_HOST = /^hooks\.slack(-gov)?\.com\.?$/;

/** What an operator should know of a URL that is one, and yet reaches nobody. It names the host alone. */
export function warningsOf({ webhookUrl }: TeamsConfig): readonly string[] {
  const url = new URL(webhookUrl);
  if (isConnector(url)) {
    return [
      `the URL at ${url.host} belongs to an Office 365 connector, and Microsoft has retired those: what it takes may reach nobody. Make a Workflows webhook in Teams and configure its URL in place of this one; the documentation of the plugin says how.`,
    ];
  }
  if (SLACK_HOST.test(url.hostname)) {
    return [
      `${url.host} belongs to Slack, which takes no cards; use the plugin "slack" instead (with environment variables in place of a file: remove TEAMS_WEBHOOK_URL and set SLACK_ENABLED=true and SLACK_WEBHOOK_URL)`,
    ];
  }
  if (WORKFLOW_HOST.test(url.hostname) && (url.searchParams.get('sig') ?? '') === '') {
    return [
      `the URL at ${url.host} seems incomplete: it has no "sig=…", without which a workflow takes no message. Copy the whole URL from the workflow's trigger again, and put it in quotation marks where a shell would cut it off at "&".`,
    ];
  }
  return [];
}
