/** The specification's URL under "PagerDuty", in either service region. */
const ENQUEUE = /^https?:\/\/events\.(eu\.)?pagerduty\.com\.?(?::\d+)?\/v2\/enqueue\/*$/;

/** As the plugin `pagerduty` knows them. */
const ROUTING_KEY = /^[A-Za-z0-9]{32}$/;

/** The `config` of the plugin `pagerduty`. */
export interface PagerDutyConfig {
  readonly routingKey: string;
  readonly region: 'us' | 'eu';
}

/**
 * The specification points a webhook at PagerDuty's Events API with the routing key as its secret, and PagerDuty refuses the
 * body of a webhook. What is meant is PagerDuty; undefined for any other webhook, and where the secret is no routing key.
 */
export function pagerDutyWebhook(url: string, secret: string | undefined): PagerDutyConfig | undefined {
  const routingKey = secret?.trim() ?? '';
  const [enqueue, eu] = ENQUEUE.exec(new URL(url).href) ?? [];
  if (enqueue === undefined || !ROUTING_KEY.test(routingKey)) return undefined;
  return { routingKey, region: eu === undefined ? 'us' : 'eu' };
}
