import type { Bus } from '@headwind/bus';
import type { DeliveryQueue } from '@headwind/bus/queue';
import type { EventDraft, ObservedRecord, PublishReceipt } from '@headwind/plugin-api';
import type { ConfigOrigin, HostConfig } from './config/host-config.js';
import { listenAddressText } from './config/listen-address.js';
import type { Readiness } from './http/intake.js';
import type { HttpServer } from './http/server.js';
import type { Instances } from './instances.js';
import type { Log } from './log/log.js';

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
 * starting   channels and observers, then HTTP, then sources: whatever can be published can already be delivered
 * stopping   the same backwards: sources, HTTP, the attempts under way, channels and observers, the queue
 */
export class RunningHost implements Readiness {
  readonly #parts: HostParts;
  #server: HttpServer | undefined;
  #url = '';
  #state: 'starting' | 'running' | 'stopping' = 'starting';
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
    try {
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
    return this.#state === 'running' ? [] : [`The host is ${this.#state}.`];
  }

  /** Takes no more events, lets the attempts under way finish within `server.stopTimeout`, and lets go of everything. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
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

function describeOrigin(origin: ConfigOrigin): string {
  if (origin.type === 'file') return origin.path;
  return origin.type === 'environment' ? 'environment variables' : 'embedded defaults';
}
