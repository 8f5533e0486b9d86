/** What Office 365 connectors post to. */
const CONNECTOR_HOST = /^(outlook\.office\.com|outlook\.office365\.com|([\w-]+\.)*webhook\.office\.com)\.?$/;

/** Whether the URL belongs to an Office 365 connector, which Microsoft retired in favour of Workflows in 2026. */
export function isConnector(url: URL): boolean {
  return CONNECTOR_HOST.test(url.hostname);
}
