import type { ChannelStatus, ObservedRecord } from '@headwind/plugin-api';
import type { LogLevel } from '../config/host-config.js';
import type { Problem } from '../config/problem.js';
import type { Deliveries } from '../steering/deliveries.js';

/** The channels, seen from the API; undefined stands for a channel that there is not. */
export interface ChannelsControl {
  list(): Promise<readonly ChannelStatus[]>;
  find(name: string): Promise<ChannelStatus | undefined>;
  pause(name: string): Promise<ChannelStatus | undefined>;
  resume(name: string): Promise<ChannelStatus | undefined>;
}

/** What is logged: as the configuration says, until somebody says otherwise. */
export interface LogLevelControl {
  /** Of the host. */
  readonly level: LogLevel;
  /** Of the instances that have one of their own. */
  readonly levels: Readonly<Record<string, LogLevel>>;
  /** @param instance left out, the host's own level, and that of every instance without one of its own */
  set(level: LogLevel, instance?: string): void;
}

/** What a reload did, by instance. */
export interface ReloadResult {
  readonly started: readonly string[];
  readonly changed: readonly string[];
  readonly stopped: readonly string[];
  readonly warnings: readonly string[];
}

/** Why a reload changed nothing. */
export interface ReloadRefusal {
  readonly problems: readonly Problem[];
}

/** What an operator sees and steers over HTTP. */
export interface Steering {
  readonly deliveries: Pick<
    Deliveries,
    | 'list'
    | 'find'
    | 'replay'
    | 'discard'
    | 'replayDeadLetters'
    | 'discardDeadLetters'
    | 'countDeadLetters'
    | 'countReplayable'
  >;
  readonly channels: ChannelsControl;
  readonly logLevels: LogLevelControl;
  /** The names of the instances of the live configuration. */
  instanceNames(): readonly string[];
  reload(): Promise<ReloadResult | ReloadRefusal>;
  /** @returns a function that ends the subscription */
  observe(name: string, observe: (record: ObservedRecord) => void): () => void;
  /** Blanks secrets out of what came from outside. */
  redact(text: string): string;
}
