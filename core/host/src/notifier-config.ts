import type { Severity } from '@headwind/plugin-api';
import type { EventTemplates, LogLevel, SignatureScheme, TokenRole } from './config/host-config.js';

/*
 * What `headwind.yaml` says, as a plain object: the same keys, values and defaults, in `docs/reference/configuration.md`.
 * Durations are texts such as `500ms`, `10s`, `5m`, `24h`, `3d`. A key that is undefined counts as not given.
 */

/** The configuration of a notifier. */
export interface NotifierConfig {
  readonly apiVersion?: 'headwind.sh/v1' | undefined;
  readonly server?: NotifierServer | undefined;
  readonly queue?: NotifierQueue | undefined;
  readonly network?: NotifierNetwork | undefined;
  readonly log?: NotifierLogLevels | undefined;
  /** By the names of instances: 1 to 63 lower-case letters, digits and dashes. @defaultValue none */
  readonly plugins?: Readonly<Record<string, NotifierPlugin>> | undefined;
}

export interface NotifierServer {
  /** Where the HTTP API listens, for example `127.0.0.1:8080`. Left out, there is no HTTP API. */
  readonly listen?: string | undefined;
  /** A text alone is a token of the role `publish`. @defaultValue none */
  readonly tokens?: readonly (string | NotifierToken)[] | undefined;
  /** @defaultValue false */
  readonly allowUnauthenticated?: boolean | undefined;
  readonly headwind?: NotifierHeadwind | undefined;
  /** Bytes, or a text such as `512KiB`. @defaultValue 1MiB */
  readonly bodyLimit?: string | number | undefined;
  /** How long a stop waits for attempts under way; counts without HTTP as well. @defaultValue 10s */
  readonly stopTimeout?: string | undefined;
}

export interface NotifierToken {
  readonly token: string;
  /** @defaultValue publish */
  readonly role?: TokenRole | undefined;
}

/** How the events of the Headwind operator are checked. */
export interface NotifierHeadwind {
  /** @defaultValue none */
  readonly secrets?: readonly string[] | undefined;
  /** @defaultValue hmac */
  readonly scheme?: SignatureScheme | undefined;
}

/** `path` is for `sqlite`; what says `nats` is for that alone. */
export interface NotifierQueue {
  /** @defaultValue sqlite */
  readonly type?: 'sqlite' | 'nats' | undefined;
  /** The queue file; relative to `cwd` of the options. @defaultValue data/queue.db */
  readonly path?: string | undefined;
  /** nats: one or more of `nats://host:port` and `tls://host:port`. */
  readonly servers?: string | readonly string[] | undefined;
  /** nats: what the names of streams begin with. @defaultValue headwind */
  readonly name?: string | undefined;
  /** nats: with `password`. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** nats: in place of a user. */
  readonly token?: string | undefined;
  /** nats: the text of a .creds file, in place of a user. */
  readonly credentials?: string | undefined;
  /** nats: texts in PEM; with it there is TLS or no connection. */
  readonly tls?: NotifierQueueTls | undefined;
  /** nats: on so many servers each event is stored. @defaultValue 1 */
  readonly replicas?: 1 | 3 | 5 | undefined;
  /** nats: what a host that is gone was delivering is another's after it. @defaultValue 30s */
  readonly leaseTime?: string | undefined;
  /** nats: for so long JetStream itself knows the id of an event. @defaultValue 2m */
  readonly deduplicationWindow?: string | undefined;
  /** @defaultValue 1000000 */
  readonly maxPending?: number | undefined;
  /** @defaultValue 72h */
  readonly retention?: string | undefined;
}

export interface NotifierQueueTls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** IP addresses, CIDR ranges and host names. */
export interface NotifierNetwork {
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}

export interface NotifierLogLevels {
  /** @defaultValue warn */
  readonly level?: LogLevel | undefined;
  /** By instance. @defaultValue `level` */
  readonly levels?: Readonly<Record<string, LogLevel>> | undefined;
}

/** One instance of a plugin. */
export interface NotifierPlugin {
  /** `slack` for `@headwind/plugin-slack`, the full name of any other package, or a path that starts with a dot or slash. */
  readonly use: string;
  readonly when?: NotifierWhen | undefined;
  /** By kinds of event, or patterns of them. */
  readonly templates?: Readonly<Record<string, EventTemplates>> | undefined;
  readonly retry?: NotifierRetry | undefined;
  /** @defaultValue 16 */
  readonly concurrency?: number | undefined;
  /** @defaultValue 30s */
  readonly timeout?: string | undefined;
  readonly rateLimit?: NotifierRateLimit | undefined;
  /** @defaultValue 10s */
  readonly startTimeout?: string | undefined;
  /** Where the plugin's code runs. @defaultValue none */
  readonly isolation?: 'none' | 'worker' | NotifierIsolation | undefined;
  /** What the plugin's own schema asks for. */
  readonly config?: unknown;
}

/** A worker thread of the instance's own. */
export interface NotifierIsolation {
  readonly type?: 'worker' | undefined;
  /** Bytes, or a text such as `512MiB`; what the thread may use. @defaultValue 256MiB */
  readonly memory?: string | number | undefined;
}

/** Which events; every condition that is given must hold. In texts, `*` stands for any run of characters. */
export interface NotifierWhen {
  readonly events?: readonly string[] | undefined;
  readonly namespaces?: readonly string[] | undefined;
  readonly workloads?: readonly string[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly policies?: readonly string[] | undefined;
  readonly minSeverity?: Severity | undefined;
}

export interface NotifierRetry {
  /** @defaultValue 24h */
  readonly for?: string | undefined;
  /** @defaultValue 1s */
  readonly min?: string | undefined;
  /** @defaultValue 5m */
  readonly max?: string | undefined;
  /** @defaultValue no limit */
  readonly maxRetries?: number | undefined;
}

export interface NotifierRateLimit {
  /** Attempts a second. */
  readonly perSecond: number;
  /** @defaultValue 1 */
  readonly burst?: number | undefined;
}
