import type { LaneSettings } from '@headwind/bus/lane-settings';
import type { Describe, HeadwindEvent, ObservedRecord, Outcome, PluginKind } from '@headwind/plugin-api';
import type { LeftOutBy } from '../channel-filter.js';
import type { ConfigOrigin } from '../config/host-config.js';
import type { Problem } from '../config/problem.js';
import type { Exchange } from '../plugin-http/recorded-http.js';
import type { HostOptions } from '../prepare.js';

export interface RunningHost {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly needsToken: boolean;
  readonly origin: ConfigOrigin;
  /** @returns a function that ends the subscription */
  observe(name: string, observe: (record: ObservedRecord) => void): () => void;
  /** Resolves when the host can do nothing more until it is started anew. */
  readonly brokenDown: Promise<unknown>;
  /** Logs what nobody caught, without secrets. */
  logFault(message: string, error: unknown): void;
  /** Stops gracefully: intake and sources first, then what is under way, within the configured time. */
  stop(): Promise<void>;
}

/** What a start would find, without starting anything. */
export interface HostCheck {
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  readonly summary: HostSummary;
}

export interface HostSummary {
  readonly origin: ConfigOrigin;
  /** The instances whose plugins were found, in the order of the configuration. */
  readonly instances: readonly {
    readonly name: string;
    readonly kind: PluginKind;
    readonly package: string;
    readonly version: string;
  }[];
}

/** How one attempt at one delivery went. Nothing in it is secret. */
export interface AttemptReport {
  readonly outcome: Outcome;
  readonly durationMs: number;
  /** There was no outcome within the channel's `timeout`. */
  readonly timedOut: boolean;
  /** The requests that have ended, in that order; none where the channel goes another way than HTTP. */
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

/** The host, as the commands use it. */
export interface HostProgram {
  /** @throws ConfigurationError when the configuration has problems */
  startHost(options: HostOptions): Promise<RunningHost>;
  checkHost(options: HostOptions): Promise<HostCheck>;
  /**
   * @throws ConfigurationError when the configuration has problems, UsageError when it has no such channel, and what keeps
   * the instance from starting as a coded error
   */
  openChannel(options: HostOptions, request: ChannelRequest): Promise<OpenChannel>;
}
