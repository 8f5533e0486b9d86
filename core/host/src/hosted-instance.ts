import type { Bus } from '@headwind/bus';
import type { Deliver } from '@headwind/bus/attempt';
import { type EventFilter, eventFilter } from '@headwind/bus/router';
import type { StateStore } from '@headwind/bus/state-store';
import type { Health, HostStatus, PluginHttp, PluginLog, PluginRoute } from '@headwind/plugin-api';
import { subscriptionOf } from '@headwind/plugin-loader/subscription';
import { within } from '@headwind/plugin-loader/time-limit';
import { INTERRUPTIONS, isInterruptible } from './isolation/interruptible.js';
import type { Redactor } from './log/redactor.js';
import type { LoadedPlugin, PreparedPlugin } from './plugins/load-plugin.js';
import { createPluginContext } from './plugins/plugin-context.js';
import { codeOf, type RunningInstance, STOP_LIMIT_MS, startInstance } from './plugins/plugin-instance.js';
import { describeWith } from './templates/templated-describe.js';
import { unlessStopping } from './unless-stopping.js';

/** How long one instance may take to say how it is. Milliseconds. */
const HEALTH_LIMIT_MS = 1_000;

/** What the host has for its instances. */
export interface InstanceSurroundings {
  readonly bus: Bus;
  readonly http: PluginHttp;
  readonly state: StateStore;
  readonly redactor: Redactor;
  readonly logOf: (instance: string) => PluginLog;
  /** Where the routes of instances are looked up. */
  readonly routes: { set(instance: string, routes: readonly PluginRoute[]): void; remove(instance: string): void };
  /** What observers get as `ctx.status`. */
  readonly status: () => Promise<HostStatus>;
}

/** The events that an instance is for. */
export function filterOf({ manifest, config }: Pick<PreparedPlugin, 'manifest' | 'config'>): EventFilter {
  return eventFilter(subscriptionOf(manifest), config.when);
}

/**
 * Creates and starts an instance; it has no part in anything yet.
 *
 * @param hostStopping aborted when the host begins to stop; left out, the start is waited for
 * @throws what the package is broken with, or what `startInstance` throws; `BUS_STOPPING` when the host stops first
 */
export async function startHosted(
  loaded: PreparedPlugin,
  surroundings: InstanceSurroundings,
  hostStopping?: AbortSignal,
): Promise<HostedInstance> {
  if (loaded.fault !== undefined) throw loaded.fault;
  const { bus, http, state, redactor, logOf, status } = surroundings;
  const { name } = loaded.config;
  const stopping = new AbortController();
  const log = logOf(name);
  const ctx = createPluginContext(loaded, {
    describe: describeWith(loaded.templates, log),
    log,
    http,
    state,
    signal: stopping.signal,
    status,
    publish: async (draft) => {
      const [receipt] = await bus.publish([draft], name);
      if (receipt === undefined) throw new Error('the bus gave no receipt');
      return receipt;
    },
  });
  const starting = startInstance(loaded, ctx, redactor).then(
    (running) => new HostedInstance(loaded, running, stopping, surroundings),
  );
  try {
    return await (hostStopping === undefined ? starting : unlessStopping(hostStopping, starting));
  } catch (error) {
    stopping.abort();
    // One that starts all the same, when nobody waits for it any longer, must not go on.
    starting.then(
      (late) => late.stop(),
      () => undefined,
    );
    throw error;
  }
}

/*
 * The life of an instance in the host
 *
 *   started ──connect──▶ connected ──disconnect──▶ disconnected
 *      │                    │    ▲                       │
 *      │                    └────┘ reconfigure           │
 *      └──────────────────────────────────────────stop───┴──▶ stopped
 *
 * Connected: a channel's lane is open, and an observer gets records. A source publishes from its start on.
 */
export class HostedInstance {
  #loaded: PreparedPlugin;
  readonly #running: RunningInstance;
  readonly #stopping: AbortController;
  readonly #surroundings: InstanceSurroundings;
  #isConnected = false;
  #endObserving: () => void = () => undefined;
  #endWatching: () => void = () => undefined;

  /** @param stopping aborts `ctx.signal` */
  constructor(
    loaded: LoadedPlugin,
    running: RunningInstance,
    stopping: AbortController,
    surroundings: InstanceSurroundings,
  ) {
    this.#loaded = loaded;
    this.#running = running;
    this.#stopping = stopping;
    this.#surroundings = surroundings;
  }

  get #name(): string {
    return this.#loaded.config.name;
  }

  /** Does nothing where it is connected. */
  connect(): void {
    if (this.#isConnected) return;
    this.#isConnected = true;
    const { created } = this.#running;
    const { bus } = this.#surroundings;
    if (created.kind === 'channel') {
      const { instance } = created;
      const deliver: Deliver = (event, attempt) => instance.deliver(event, attempt);
      bus.openChannel(this.#name, deliver, this.#loaded.config.lane, codeOf(this.#running.loaded));
      if (isInterruptible(instance)) {
        this.#endWatching = instance[INTERRUPTIONS]((isAway) => bus.holdChannel(this.#name, isAway));
      }
    } else if (created.kind === 'observer') {
      const { instance } = created;
      this.#endObserving = bus.addObserver(this.#name, filterOf(this.#loaded), (record) => instance.observe(record));
    }
  }

  /** Resolves when a channel's attempts under way have ended and are stored. */
  async disconnect(): Promise<void> {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#endObserving();
    this.#endWatching();
    if (this.#running.created.kind === 'channel') await this.#surroundings.bus.closeChannel(this.#name);
  }

  /** Goes on under a changed configuration that needs no other instance: another `when`, or another pace. */
  async reconfigure(loaded: PreparedPlugin): Promise<void> {
    await this.disconnect();
    this.#loaded = loaded;
    this.connect();
  }

  /** From now on requests to its routes reach it. */
  mount(): void {
    const { routes } = this.#running.created.instance;
    if (routes !== undefined) this.#surroundings.routes.set(this.#name, routes);
  }

  unmount(): void {
    this.#surroundings.routes.remove(this.#name);
  }

  /** What it says of itself, without secrets; well where it says nothing. Never rejects. */
  async health(): Promise<Health> {
    const { logOf, redactor } = this.#surroundings;
    const expired = () => new Error(`health took longer than ${HEALTH_LIMIT_MS} ms`);
    try {
      const health = await within(HEALTH_LIMIT_MS, expired, () => this.#running.created.instance.health?.());
      if (health === undefined || health.ok) return { ok: true };
      return { ok: false, ...(health.detail !== undefined && { detail: redactor.redact(String(health.detail)) }) };
    } catch (error) {
      logOf(this.#name).error('health failed', { error });
      return { ok: false, detail: 'it cannot say how it is; see the log of the host' };
    }
  }

  /** Once; never rejects. */
  stop(): Promise<void> {
    this.#stopping.abort();
    return this.#running.stop(STOP_LIMIT_MS);
  }
}
