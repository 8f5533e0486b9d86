import type { LaneSettings } from '@headwind/bus/lane-settings';
import type { Describe, HeadwindEvent, Outcome } from '@headwind/plugin-api';
import type { LeftOutBy } from './channel-filter.js';
import type { ConfigOrigin } from './config/host-config.js';
import type { Exchange } from './plugin-http/recorded-http.js';

/** How one attempt at one delivery went. Nothing in it is secret. */
export interface AttemptReport {
  readonly outcome: Outcome;
  readonly durationMs: number;
  /** There was no outcome within the channel's `timeout`. */
  readonly timedOut: boolean;
  /** Its requests, in the order in which they began; none where the channel sent nothing, or goes another way than HTTP. */
  readonly exchanges: readonly Exchange[];
}

/** One channel of the configuration, started by itself: no host, no queue, state in memory. */
export interface OpenChannel {
  readonly name: string;
  /** With its version: `@headwind/plugin-slack 0.1.0`. */
  readonly package: string;
  readonly origin: ConfigOrigin;
  readonly lane: LaneSettings;
  /** What every start says of this configuration. */
  readonly warnings: readonly string[];
  readonly canPreview: boolean;
  /**
   * What keeps an event from the channel, undefined when nothing does.
   *
   * @param judgeBy `kind` where the event is made up, so that its workload and policy say nothing
   */
  leftOutBy(event: HeadwindEvent, judgeBy: 'kind' | 'event'): LeftOutBy | undefined;
  /**
   * What the plugin's `preview` gives, as JSON has it and without secrets; undefined when nothing would be sent.
   *
   * @throws Error when the plugin's `preview` throws, or takes longer than the channel's `timeout`
   */
  preview(event: HeadwindEvent): Promise<unknown>;
  /** Makes one attempt, under the channel's `timeout`; never rejects. */
  attempt(event: HeadwindEvent): Promise<AttemptReport>;
  /** The text without the configuration's secrets. */
  redact(text: string): string;
  /** Stops the instance. */
  close(): Promise<void>;
}

export interface ChannelRequest {
  readonly name: string;
  /** What goes around the channel's own way to put an event into words. @defaultValue nothing */
  readonly wording?: (inWords: Describe) => Describe;
}
