/** What the operator takes for a key; a text for a number or a switch does as well here. */
export type OperatorValue = 'switch' | 'number' | 'text';

export interface OperatorKey {
  readonly section: string;
  readonly key: string;
  /** Which variable it stands in for. */
  readonly variable: string;
  readonly value: OperatorValue;
}

function sectionKeys(section: string, keys: Readonly<Record<string, readonly [string, OperatorValue?]>>) {
  return Object.entries(keys).map(
    ([key, [variable, value = 'text']]): OperatorKey => ({ section, key, variable, value }),
  );
}

/** Every key that the operator reads in its `notifications.yaml` (headwind-sh/headwind, src/notifications). */
export const OPERATOR_KEYS: readonly OperatorKey[] = [
  ...sectionKeys('slack', {
    enabled: ['SLACK_ENABLED', 'switch'],
    webhook_url: ['SLACK_WEBHOOK_URL'],
    channel: ['SLACK_CHANNEL'],
    username: ['SLACK_USERNAME'],
    icon_emoji: ['SLACK_ICON_EMOJI'],
  }),
  ...sectionKeys('teams', {
    enabled: ['TEAMS_ENABLED', 'switch'],
    webhook_url: ['TEAMS_WEBHOOK_URL'],
  }),
  ...sectionKeys('webhook', {
    enabled: ['WEBHOOK_ENABLED', 'switch'],
    url: ['WEBHOOK_URL'],
    secret: ['WEBHOOK_SECRET'],
    timeout_seconds: ['WEBHOOK_TIMEOUT', 'number'],
    max_retries: ['WEBHOOK_MAX_RETRIES', 'number'],
  }),
];

export const OPERATOR_SECTIONS: readonly string[] = [...new Set(OPERATOR_KEYS.map(({ section }) => section))];

export function keysOfSection(section: string): readonly OperatorKey[] {
  return OPERATOR_KEYS.filter((each) => each.section === section);
}
