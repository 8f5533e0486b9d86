import type { Bus } from '@headwind/bus';
import type { CodedError } from '@headwind/bus/coded-error';
import type { DeliveryQueue } from '@headwind/bus/queue';
import type { ConfigurationStatus, EventDraft, HostStatus, ObservedRecord, PublishReceipt } from '@headwind/plugin-api';
import type { ConfigOrigin, HostConfig } from './config/host-config.js';
import { listenAddressText } from './config/listen-address.js';
import type { Readiness } from './http/intake.js';
import type { HttpParts, HttpServer } from './http/server.js';
import type { ReloadRefusal, ReloadResult, Steering } from './http/steering.js';
import type { Instances } from './instances.js';
import type { Log } from './log/log.js';
import { ConfigWatch } from './reload/config-watch.js';
import { forgottenChannels, forgottenText } from './reload/forgotten-channels.js';
import type { LiveConfiguration } from './reload/live-configuration.js';
import type { Reloader } from './reload/reloader.js';
import type { PausedChannels } from './steering/paused-channels.js';

type HostState = 'starting' | 'running' | 'broken' | 'stopping';

/** What the HTTP API stands on, beside the host itself and what steers it. */
export type HostApi = Pick<HttpParts, 'access' | 'signatures' | 'pluginRoutes' | 'continueTrace'>;

export interface HostParts {
  /** What the host is started with. */
  readonly config: HostConfig;
  readonly bus: Bus;
  readonly queue: DeliveryQueue;
  readonly instances: Instances;
  readonly http: { close(): Promise<void> };
  readonly paused: PausedChannels;
  readonly live: LiveConfiguration;
  readonly reloader: Reloader;
  readonly steering: Steering;
  readonly readStatus: () => Promise<HostStatus>;
  /** Undefined where nothing is to be answered over HTTP. */
  readonly api: HostApi | undefined;
  readonly tracing: { shutdown(): Promise<void> } | undefined;
  readonly log: Log;
}

/*
 * The life of a host
 *
 *   created ──start──▶ starting ──▶ running ──stop──▶ stopping ──▶ stopped
 *                                     └─┘ reload
 *
 *   running ──the queue breaks down──▶ broken: publishing answers 503; whoever runs the host stops and starts it again
 *
 * starting   channels and observers, then HTTP where it is wanted, then sources: whatever can be published can already be
 *            delivered
 * stopping   the same backwards: a reload under way is undone, sources, HTTP, the attempts under way, channels and
 *            observers, the queue
 */
export class RunningHost implements Readiness {
  readonly #parts: HostParts;
  readonly #watch: ConfigWatch;
  #server: HttpServer | undefined;
  #url = '';
  #state: HostState = 'starting';
  #stopped: Promise<void> | undefined;

  constructor(parts: HostParts) {
    const { reloader } = parts;
    this.#parts = parts;
    this.#watch = new ConfigWatch({
      tried: () => reloader.tried,
      reload: (seen) => reloader.reloadIfStill(seen),
    });
  }

  /**
   * Where it listens, with the port that was chosen where the configuration says 0: `http://127.0.0.1:8080`. Empty where it
   * does not listen.
   */
  get url(): string {
    return this.#url;
  }

  get needsToken(): boolean {
    return this.#parts.live.config.server.tokens.length > 0;
  }

  get origin(): ConfigOrigin {
    return this.#parts.config.origin;
  }

  get configuration(): ConfigurationStatus {
    return this.#parts.live.status;
  }

  /** @throws `LISTEN_FAILED`; then everything is stopped again */
  async start(): Promise<void> {
    const { config, queue, instances, paused, live, reloader, api, log } = this.#parts;
    void this.brokenDown.then((error) => this.#breakDown(error));
    try {
      await paused.restore();
      for (const forgotten of await forgottenChannels(queue, instances.channels)) {
        log.warn(forgottenText(forgotten), { ...forgotten });
      }
      await instances.startChannelsAndObservers();
      if (api !== undefined) await this.#listen(api);
      await instances.startSources();
      this.#state = 'running';
      reloader.start();
      if ('path' in config.origin) this.#watch.start();
      const from = { configuration: describeOrigin(config.origin), hash: live.status.hash };
      if (api === undefined) log.info('started', from);
      else log.info('listening', { address: this.#url, ...from });
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Publishes from the same process, as a source would: all of them or none, durable once it resolves. */
  publish(drafts: readonly EventDraft[], source: string): Promise<readonly PublishReceipt[]> {
    return this.#parts.bus.publish(drafts, source);
  }

  /** @returns a function that ends the subscription */
  observe(name: string, observe: (record: ObservedRecord) => void): () => void {
    return this.#parts.bus.addObserver(name, () => true, observe);
  }

  /** What is steered in the same process, as over HTTP. */
  get steering(): Steering {
    return this.#parts.steering;
  }

  /** How things stand with the host and its channels now. */
  status(): Promise<HostStatus> {
    return this.#parts.readStatus();
  }

  /**
   * Reads the configuration file again and has it take effect: all of it or, where anything is wrong, nothing. What became
   * of it is logged.
   *
   * @throws `BUS_STOPPING` when the host is stopping
   */
  reload(): Promise<ReloadResult | ReloadRefusal> {
    return this.#parts.reloader.reload();
  }

  /** Logs what nobody caught, without secrets. */
  logFault(message: string, error: unknown): void {
    this.#parts.log.error(message, { error });
  }

  async problems(): Promise<readonly string[]> {
    return PROBLEMS[this.#state];
  }

  async troubles(): Promise<readonly string[]> {
    const { bus, instances } = this.#parts;
    const disabled = bus.disabledChannels.map(
      (channel) => `The channel ${channel} is disabled: its receiver wants no more.`,
    );
    return [...(await instances.troubles()), ...disabled];
  }

  /** Resolves when the host can do nothing more until it is started anew, because its queue has broken down. */
  get brokenDown(): Promise<CodedError> {
    return this.#parts.queue.brokenDown;
  }

  /** Takes no more events, lets the attempts under way finish within `server.stopTimeout`, and lets go of everything. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #listen(api: HostApi): Promise<void> {
    const { config, bus, steering, log } = this.#parts;
    // Loaded only now: what is pending is delivered meanwhile.
    const { createServer } = await import('./http/server.js');
    this.#server = createServer({ server: config.server, intake: bus, readiness: this, steering, log, ...api });
    this.#url = `http://${listenAddressText(await this.#server.listen())}`;
  }

  #breakDown(error: unknown): void {
    if (this.#state !== 'stopping') this.#state = 'broken';
    this.#parts.log.error('the queue has broken down', { error });
  }

  async #stop(): Promise<void> {
    const { config, bus, queue, instances, http, reloader, tracing, log } = this.#parts;
    const { stopTimeoutMs } = config.server;
    this.#state = 'stopping';
    log.info('stopping');
    this.#watch.stop();
    const reloadEnded = reloader.stop();
    await instances.stopSources();
    await Promise.all([this.#server?.close(stopTimeoutMs), bus.stop(stopTimeoutMs)]);
    await reloadEnded;
    await instances.stopAll();
    await Promise.all([http.close(), tracing?.shutdown()]);
    await queue.close();
    log.info('stopped');
  }
}

const PROBLEMS: Readonly<Record<HostState, readonly string[]>> = {
  starting: ['The host is starting.'],
  running: [],
  broken: ['The queue has broken down; the host must be started again.'],
  stopping: ['The host is stopping.'],
};

function describeOrigin(origin: ConfigOrigin): string {
  return 'path' in origin ? origin.path : ORIGINS[origin.type];
}

const ORIGINS: Readonly<Record<Exclude<ConfigOrigin['type'], 'file' | 'operator'>, string>> = {
  program: 'the program',
  environment: 'environment variables',
  defaults: 'embedded defaults',
};
