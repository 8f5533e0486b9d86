import type { LaneSettings } from '@headwind/bus/lane-settings';
import type { When } from '@headwind/bus/router';
import type { ListenAddress } from './listen-address.js';

/** Where a configuration comes from. */
export type ConfigOrigin =
  | { readonly type: 'file'; readonly path: string }
  /** The operator's own `notifications.yaml`. */
  | { readonly type: 'operator'; readonly path: string }
  /** A program that embeds the host says it as an object. */
  | { readonly type: 'program' }
  /** The specification's variables: `SLACK_…`, `TEAMS_…`, `WEBHOOK_…`, `PAGERDUTY_…`. */
  | { readonly type: 'environment' }
  /** Nothing was configured: the console prints, and the samples publish. */
  | { readonly type: 'defaults' };

/** The configuration of one host, complete: every default filled in, every secret resolved. */
export interface HostConfig {
  readonly origin: ConfigOrigin;
  /** Whether there is an HTTP API: always, unless a program embeds the host and does not say `server.listen`. */
  readonly listens: boolean;
  readonly server: ServerConfig;
  readonly queue: QueueConfig;
  readonly network: NetworkConfig;
  readonly log: LogConfig;
  /** In the order of the file. */
  readonly plugins: readonly PluginConfig[];
}

export interface ServerConfig {
  /** The host `::` is every address; port 0 is any free port. @defaultValue 127.0.0.1:8080 */
  readonly listen: ListenAddress;
  /**
   * Who may do what. With none, whoever reaches a loopback address may do everything; beyond loopback, where that is
   * allowed at all, publish and read.
   */
  readonly tokens: readonly AccessToken[];
  /** How the events of the Headwind operator are checked. */
  readonly headwind: HeadwindConfig;
  /** In so many words: listen beyond loopback although there is no token. @defaultValue false */
  readonly allowUnauthenticated: boolean;
  /** A longer request body is refused. Bytes. @defaultValue 1 MiB */
  readonly bodyLimitBytes: number;
  /** How long a stop waits for attempts in flight. Milliseconds. @defaultValue 10 seconds */
  readonly stopTimeoutMs: number;
}

/** `publish` publishes events; `read` sees deliveries, channels and metrics; `operate` does everything. */
export type TokenRole = 'publish' | 'read' | 'operate';

/** A bearer token. */
export interface AccessToken {
  readonly token: string;
  /** @defaultValue publish */
  readonly role: TokenRole;
}

/**
 * How the operator signs: `hmac` is the HMAC-SHA256 of the body, `legacy` the SHA-256 of secret and body, one after the
 * other.
 */
export type SignatureScheme = 'hmac' | 'legacy';

/** How what is posted to `/v1/headwind` is known to come from the Headwind operator. */
export interface HeadwindConfig {
  /**
   * Any of them is good, so that they can be changed one side after the other. With none, no signature is checked, and
   * whoever may publish may post there.
   */
  readonly secrets: readonly string[];
  /** `legacy` takes a true HMAC as well. @defaultValue hmac */
  readonly scheme: SignatureScheme;
}

export type QueueConfig = SqliteQueueConfig | NatsQueueConfig;

interface AnyQueueConfig {
  /** Publishing is refused beyond so many pending deliveries. @defaultValue 1,000,000 */
  readonly maxPending: number;
  /** Delivered deliveries are kept this long. Milliseconds. @defaultValue 72 hours */
  readonly retentionMs: number;
}

export interface SqliteQueueConfig extends AnyQueueConfig {
  readonly type: 'sqlite';
  /** The queue file, absolute. */
  readonly path: string;
}

/** NATS JetStream, which any number of hosts share. */
export interface NatsQueueConfig extends AnyQueueConfig {
  readonly type: 'nats';
  /** At least one: `nats://nats:4222`. */
  readonly servers: readonly string[];
  /** What streams and subjects begin with. @defaultValue headwind */
  readonly name: string;
  /** With a password, or a token, or credentials; nothing of it where anybody may connect. */
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  /** The text of a .creds file. */
  readonly credentials?: string;
  /** Undefined where the connection need not be encrypted. */
  readonly tls?: NatsTls;
  /** On so many servers JetStream stores each event. @defaultValue 1 */
  readonly replicas: number;
  /** After this time the deliveries of a host that is gone are another's. Milliseconds. @defaultValue 30 seconds */
  readonly leaseTimeMs: number;
  /** For so long JetStream itself knows the id of an event. Milliseconds. @defaultValue 2 minutes */
  readonly deduplicationWindowMs: number;
}

/** As PEM. */
export interface NatsTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Which addresses plugins may reach: IP addresses, CIDR ranges or host names. */
export interface NetworkConfig {
  /** Reachable although refused by default. */
  readonly allow: readonly string[];
  /** Refused beside link-local addresses and cloud metadata. */
  readonly deny: readonly string[];
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

export interface LogConfig {
  /** @defaultValue info */
  readonly level: LogLevel;
  /** By instance: a channel's attempts and what its plugin logs. @defaultValue `level` */
  readonly levels: Readonly<Record<string, LogLevel>>;
}

/** Words in place of the default ones: templates of LiquidJS. */
export interface EventTemplates {
  readonly title?: string;
  /** A paragraph below the title, which there is none of otherwise. */
  readonly text?: string;
  /** By the fact's name: in place of the default fact of that name, or one more. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** Where the code of an instance runs: in the host's own thread, or in a worker thread of its own. */
export type IsolationConfig =
  | { readonly type: 'none' }
  | {
      readonly type: 'worker';
      /** What it may use, buffers included; beyond that it is ended and started again. Bytes. @defaultValue 256 MiB */
      readonly memoryBytes: number;
    };

/** One instance of a plugin. */
export interface PluginConfig {
  /** The instance's name. */
  readonly name: string;
  /** `slack` for `@headwind/plugin-slack`, or the full name of any other package, or a path that starts with a dot or slash. */
  readonly use: string;
  readonly when: When;
  readonly lane: LaneSettings;
  /** By kinds of event or patterns of them, in the order of the file: of each field the last that fits is used. */
  readonly templates?: Readonly<Record<string, EventTemplates>>;
  /** @defaultValue none */
  readonly isolation: IsolationConfig;
  /** How long `create` and `start` may take together. Milliseconds. @defaultValue 10 seconds */
  readonly startTimeoutMs: number;
  /** As the configuration gives it, secrets resolved; the plugin's own schema has not seen it yet. */
  readonly config: unknown;
}
