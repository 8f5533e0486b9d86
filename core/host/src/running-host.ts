import type { Bus } from '@headwind/bus';
import { CodedError, messageOf } from '@headwind/bus/coded-error';
import { QUEUE_UNAVAILABLE } from '@headwind/bus/errors';
import type { ConfigurationStatus, EventDraft, HostStatus, ObservedRecord, PublishReceipt } from '@headwind/plugin-api';
import type { ConfigOrigin, HostConfig } from './config/host-config.js';
import { listenAddressText } from './config/listen-address.js';
import { originText } from './config/origin-text.js';
import { type HostState, PROBLEMS } from './host-state.js';
import type { EventIntake, Readiness } from './http/intake.js';
import type { HttpParts, HttpServer } from './http/server.js';
import type { ReloadRefusal, ReloadResult, Steering } from './http/steering.js';
import type { Instances } from './instances.js';
import type { Log } from './log/log.js';
import { ConfigWatch } from './reload/config-watch.js';
import { forgottenChannels, forgottenText } from './reload/forgotten-channels.js';
import type { LiveConfiguration } from './reload/live-configuration.js';
import type { Reloader } from './reload/reloader.js';
import { followPauses } from './steering/follow-pauses.js';
import type { PausedChannels } from './steering/paused-channels.js';
import type { Storage } from './storage/storage.js';
import { unlessStopping } from './unless-stopping.js';

/** What the HTTP API stands on, beside the host itself and what steers it. */
export type HostApi = Pick<HttpParts, 'access' | 'signatures' | 'pluginRoutes' | 'continueTrace'>;

export interface HostParts {
  /** What the host is started with. */
  readonly config: HostConfig;
  readonly bus: Bus;
  readonly storage: Storage;
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
 *   created ──start──▶ waiting ──the queue is there──▶ starting ──▶ running ──stop──▶ stopping ──▶ stopped
 *                                                                     └─┘ reload
 *
 *   starting, running ──the queue breaks down──▶ broken: publishing answers 503; whoever runs the host stops and starts it
 *                                                again
 *   waiting, starting ──stop──▶ stopping
 *
 * waiting    only where the queue is on a server, and for as long as that is away: HTTP answers already, that events cannot
 *            be taken; `start` does not wait for the end of it
 * starting   channels and observers, then HTTP where it is wanted and does not answer yet, then sources: whatever can be
 *            published can already be delivered, or is stored for a channel about to start
 * running    a server that goes away is waited for as well: publishing answers 503 meanwhile, and deliveries go on when it is
 *            back
 * stopping   the same backwards: a reload under way is undone, sources, HTTP, the attempts under way, channels and
 *            observers, the queue
 */
export class RunningHost implements EventIntake, Readiness {
  readonly #parts: HostParts;
  readonly #watch: ConfigWatch;
  #server: HttpServer | undefined;
  #url = '';
  #state: HostState = 'starting';
  #stopped: Promise<void> | undefined;
  readonly #stopping = new AbortController();
  /** Resolves when what goes on behind `start` has ended, well or not. */
  #begun: Promise<void> = Promise.resolve();
  #startFailed: (error: Error) => void = () => undefined;
  #endFollowing: () => void = () => undefined;

  /** Resolves when the host can do nothing more until it is started anew, because its queue has broken down. */
  readonly brokenDown: Promise<Error>;

  constructor(parts: HostParts) {
    const { reloader, storage } = parts;
    this.#parts = parts;
    const startFailed = new Promise<Error>((resolve) => {
      this.#startFailed = resolve;
    });
    this.brokenDown = Promise.race([storage.queue.brokenDown, startFailed]);
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

  /**
   * Resolves when everything is started; where the queue is on a server, as soon as HTTP answers.
   *
   * @throws `LISTEN_FAILED`; then everything is stopped again
   */
  async start(): Promise<void> {
    const { storage, api, log } = this.#parts;
    void this.brokenDown.then((error) => this.#breakDown(error));
    try {
      if (storage.isShared) {
        this.#state = 'waiting';
        if (api !== undefined) await this.#listen(api);
        this.#begun = this.#beginWhenReady();
      } else {
        await this.#begin();
      }
      if (api !== undefined) log.info('listening', { address: this.#url, ...this.#from });
      else if (!storage.isShared) log.info('started', this.#from);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Resolves when everything is started, or has not been for so many milliseconds. */
  async startedWithin(limitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    await Promise.race([this.#begun, limit]);
    clearTimeout(timer);
  }

  /**
   * Publishes for the API, or from the same process: all of them or none, durable once it resolves.
   *
   * @throws `EVENT_INVALID`, `QUEUE_FULL`, `QUEUE_UNAVAILABLE`, `BUS_STOPPING`; then nothing was stored
   */
  async publish(drafts: readonly EventDraft[], source: string): Promise<readonly PublishReceipt[]> {
    const { bus, storage } = this.#parts;
    // What the queue itself would say names its servers, and publishers may read it.
    if (storage.trouble !== undefined) throw new CodedError(QUEUE_UNAVAILABLE, storage.trouble);
    return bus.publish(drafts, source);
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
    const { trouble } = this.#parts.storage;
    return [...PROBLEMS[this.#state], ...(trouble === undefined ? [] : [trouble])];
  }

  async troubles(): Promise<readonly string[]> {
    const { bus, instances } = this.#parts;
    const disabled = bus.disabledChannels.map(
      (channel) => `The channel ${channel} is disabled: its receiver wants no more.`,
    );
    return [...(await instances.troubles()), ...disabled];
  }

  /** Takes no more events, lets the attempts under way finish within `server.stopTimeout`, and lets go of everything. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #beginWhenReady(): Promise<void> {
    const { storage, log } = this.#parts;
    const { signal } = this.#stopping;
    try {
      await unlessStopping(signal, storage.ready);
      this.#state = 'starting';
      await this.#begin();
      log.info('started', this.#from);
      this.#endFollowing = followPauses(this.#parts.paused, log);
    } catch (error) {
      if (!signal.aborted) this.#startFailed(error instanceof Error ? error : new Error(messageOf(error)));
    }
  }

  async #begin(): Promise<void> {
    const { config, instances, paused, reloader, api } = this.#parts;
    const { signal } = this.#stopping;
    await unlessStopping(signal, paused.restore());
    await unlessStopping(signal, this.#tellForgotten());
    await instances.startChannelsAndObservers();
    if (api !== undefined && this.#server === undefined) await this.#listen(api);
    if (!signal.aborted) await instances.startSources();
    if (signal.aborted) return;
    this.#state = 'running';
    reloader.start();
    if ('path' in config.origin) this.#watch.start();
  }

  /** What was stored for channels that are gone; a server that is away again is no reason not to start. */
  async #tellForgotten(): Promise<void> {
    const { storage, instances, log } = this.#parts;
    const forgotten = forgottenChannels(storage.queue, instances.channels);
    for (const each of await (storage.isShared ? forgotten.catch(() => []) : forgotten)) {
      log.warn(forgottenText(each), { ...each });
    }
  }

  async #listen(api: HostApi): Promise<void> {
    const { config, steering, log } = this.#parts;
    // Loaded only now: what is pending is delivered meanwhile.
    const { createServer } = await import('./http/server.js');
    this.#server = createServer({ server: config.server, intake: this, readiness: this, steering, log, ...api });
    this.#url = `http://${listenAddressText(await this.#server.listen())}`;
  }

  /** For the log: what it was started from. */
  get #from(): Readonly<Record<string, unknown>> {
    const { config, live } = this.#parts;
    return { configuration: originText(config.origin), hash: live.status.hash };
  }

  #breakDown(error: unknown): void {
    if (this.#state !== 'stopping') this.#state = 'broken';
    this.#parts.log.error('the queue has broken down', { error });
  }

  async #stop(): Promise<void> {
    const { config, bus, storage, instances, http, reloader, tracing, log } = this.#parts;
    const { stopTimeoutMs } = config.server;
    this.#state = 'stopping';
    log.info('stopping');
    this.#stopping.abort();
    this.#endFollowing();
    this.#watch.stop();
    // What has begun to start has to be there to be stopped.
    await this.#begun;
    const reloadEnded = reloader.stop();
    await instances.stopSources();
    await Promise.all([this.#server?.close(stopTimeoutMs), bus.stop(stopTimeoutMs)]);
    await reloadEnded;
    await instances.stopAll();
    await Promise.all([http.close(), tracing?.shutdown()]);
    await storage.queue.close();
    log.info('stopped');
  }
}
