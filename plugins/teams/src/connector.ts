/** What Office 365 connectors post to. */
const CONNECTOR_HOST = /^(outlook\.office\.com|outlook\.office365\.com|([\w-]+\.)*webhook\.office\.com)$/;

/** Whether the URL belongs to an Office 365 connector, which Microsoft retired in favour of Workflows in 2026. */
export function isConnector(url: URL): boolean {
  return CONNECTOR_HOST.test(url.hostname);
}

/** For the operator of a channel whose URL still belongs to a connector. */
export function connectorWarning(url: URL): string {
  return `the URL at ${url.host} belongs to an Office 365 connector, and Microsoft has retired those: what it takes may reach nobody. Make a Workflows webhook in Teams and configure its URL in place of this one; docs/how-to/teams.md says how.`;
}
