/** Which channel a series is of. Both are the operator's words: a publisher chooses neither. */
export interface ChannelLabels {
  /** The name that the configuration gives it. */
  readonly channel: string;
  /** The short name of its plugin; empty where the configuration has no such channel any more. */
  readonly plugin: string;
}

export const CHANNEL_LABELS = ['channel', 'plugin'] as const;
