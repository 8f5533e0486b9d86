import type { ObservedRecord, PluginKind } from '@headwind/plugin-api';
import type { ConfigOrigin } from '../config/host-config.js';
import type { Problem } from '../config/problem.js';
import type { ChannelRequest, OpenChannel } from '../open-channel.js';
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
  /** Reads the configuration file again, has it take effect, and logs what became of it. */
  reload(): Promise<unknown>;
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

/** The host, as the commands use it. */
export interface HostProgram {
  /** @throws ConfigurationError when the configuration has problems */
  startHost(options: HostOptions): Promise<RunningHost>;
  checkHost(options: HostOptions): Promise<HostCheck>;
  /**
   * @throws ConfigurationError when the configuration has problems, `CHANNEL_NOT_FOUND` when it has no such channel, and
   * what keeps the instance from starting as a coded error
   */
  openChannel(options: HostOptions, request: ChannelRequest): Promise<OpenChannel>;
}
