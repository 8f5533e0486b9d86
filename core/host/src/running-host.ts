import type { Bus } from '@headwind/bus';
import type { DeliveryQueue } from '@headwind/bus/queue';
import type { EventDraft, ObservedRecord, PublishReceipt } from '@headwind/plugin-api';
import type { ConfigOrigin, HostConfig } from './config/host-config.js';
import { listenAddressText } from './config/listen-address.js';
import type { Readiness } from './http/intake.js';
import type { HttpServer } from './http/server.js';
import type { Instances } from './instances.js';
import type { Log } from './log/log.js';

type HostState = 'starting' | 'running' | 'broken' | 'stopping';

export interface HostParts {
  readonly config: HostConfig;
  readonly bus: Bus;
  readonly queue: DeliveryQueue;
  readonly instances: Instances;
  readonly http: { close(): Promise<void> };
  readonly log: Log;
}

/*
 * The life of a host
 *
 *   created ──start──▶ starting ──▶ running ──stop──▶ stopping ──▶ stopped
 *
 *   running ──the queue breaks down──▶ broken: publishing answers 503; whoever runs the host stops and starts it again
 *
 * starting   channels and observers, then HTTP, then sources: whatever can be published can already be delivered
 * stopping   the same backwards: sources, HTTP, the attempts under way, channels and observers, the queue
 */
export class RunningHost implements Readiness {
  readonly #parts: HostParts;
  #server: HttpServer | undefined;
  #url = '';
  #state: HostState = 'starting';
  #stopped: Promise<void> | undefined;

  constructor(parts: HostParts) {
    this.#parts = parts;
  }

  /** Where it listens, with the port that was chosen where the configuration says 0: `http://127.0.0.1:8080`. */
  get url(): string {
    return this.#url;
  }

  get needsToken(): boolean {
    return this.#parts.config.server.tokens.length > 0;
  }

  get origin(): ConfigOrigin {
    return this.#parts.config.origin;
  }

  /** @throws `LISTEN_FAILED`; then everything is stopped again */
  async start(): Promise<void> {
    const { config, bus, instances, log } = this.#parts;
    void this.brokenDown.then((error) => this.#breakDown(error));
    try {
      await this.#warnOfForgottenChannels();
      await instances.startChannelsAndObservers();
      // Loaded only now: what is pending is delivered meanwhile.
      const { createServer } = await import('./http/server.js');
      this.#server = createServer({
        server: config.server,
        intake: bus,
        readiness: this,
        log,
        routes: instances.routes,
      });
      this.#url = `http://${listenAddressText(await this.#server.listen())}`;
      await instances.startSources();
      this.#state = 'running';
      log.info('listening', { address: this.#url, configuration: describeOrigin(config.origin) });
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
  get brokenDown(): Promise<unknown> {
    return this.#parts.queue.brokenDown;
  }

  /** Takes no more events, lets the attempts under way finish within `server.stopTimeout`, and lets go of everything. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  #breakDown(error: unknown): void {
    if (this.#state !== 'stopping') this.#state = 'broken';
    this.#parts.log.error('the queue has broken down', { error });
  }

  /** What is stored for a channel that was renamed or removed waits, and counts towards `queue.maxPending`. */
  async #warnOfForgottenChannels(): Promise<void> {
    const { instances, queue, log } = this.#parts;
    for (const [channel, { pending }] of await queue.depths()) {
      if (pending === 0 || instances.channels.includes(channel)) continue;
      const message = `${pending} deliveries wait for the channel ${channel}, which the configuration does not have`;
      log.warn(message, { channel, pending });
    }
  }

  async #stop(): Promise<void> {
    const { config, bus, queue, instances, http, log } = this.#parts;
    const { stopTimeoutMs } = config.server;
    this.#state = 'stopping';
    log.info('stopping');
    await instances.stopSources();
    await Promise.all([this.#server?.close(stopTimeoutMs), bus.stop(stopTimeoutMs)]);
    await instances.stopChannelsAndObservers();
    await http.close();
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
  if (origin.type === 'file') return origin.path;
  return origin.type === 'environment' ? 'environment variables' : 'embedded defaults';
}
