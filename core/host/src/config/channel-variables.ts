/** The specification's variables of one channel. */
export interface ChannelVariables {
  /** The plugin, and the name of the instance. */
  readonly name: string;
  readonly enabled: string;
  /** What the channel cannot be without. */
  readonly target: string;
  readonly targetIsUrl: boolean;
  /** Keys of the plugin's `config` and the variables they come from. */
  readonly config: Readonly<Record<string, string>>;
  /** The same of keys whose variables are read apart. */
  readonly configApart?: Readonly<Record<string, string>>;
  /** Variables of what is no `config`. */
  readonly others?: readonly string[];
}

export const CHANNELS: readonly ChannelVariables[] = [
  {
    name: 'slack',
    enabled: 'SLACK_ENABLED',
    target: 'SLACK_WEBHOOK_URL',
    targetIsUrl: true,
    config: {
      webhookUrl: 'SLACK_WEBHOOK_URL',
      channel: 'SLACK_CHANNEL',
      username: 'SLACK_USERNAME',
      iconEmoji: 'SLACK_ICON_EMOJI',
    },
  },
  {
    name: 'teams',
    enabled: 'TEAMS_ENABLED',
    target: 'TEAMS_WEBHOOK_URL',
    targetIsUrl: true,
    config: { webhookUrl: 'TEAMS_WEBHOOK_URL' },
  },
  {
    name: 'webhook',
    enabled: 'WEBHOOK_ENABLED',
    target: 'WEBHOOK_URL',
    targetIsUrl: true,
    config: { url: 'WEBHOOK_URL' },
    configApart: { secrets: 'WEBHOOK_SECRET', routingKey: 'WEBHOOK_SECRET' },
    others: ['WEBHOOK_TIMEOUT', 'WEBHOOK_MAX_RETRIES'],
  },
  {
    name: 'pagerduty',
    enabled: 'PAGERDUTY_ENABLED',
    target: 'PAGERDUTY_ROUTING_KEY',
    targetIsUrl: false,
    config: { routingKey: 'PAGERDUTY_ROUTING_KEY' },
  },
];

/** Every variable that can make a channel. */
export const CHANNEL_VARIABLES: readonly string[] = [
  ...new Set(
    CHANNELS.flatMap(({ enabled, target, config, configApart = {}, others = [] }) => [
      enabled,
      target,
      ...Object.values(config),
      ...Object.values(configApart),
      ...others,
    ]),
  ),
];

/** Those of them whose value is a secret. */
export const SECRET_VARIABLES: readonly string[] = [...CHANNELS.map(({ target }) => target), 'WEBHOOK_SECRET'];

/** The variable that a key of a channel's `config` comes from. */
export function variableOf(channel: unknown, key: unknown): string | undefined {
  const variables = CHANNELS.find(({ name }) => name === channel);
  return new Map(Object.entries({ ...variables?.config, ...variables?.configApart })).get(String(key));
}
