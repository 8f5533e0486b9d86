import type { Bus } from '@headwind/bus';
import { isCodedError, messageOf } from '@headwind/bus/coded-error';
import { eventFilter } from '@headwind/bus/router';
import type { StateStore } from '@headwind/bus/state-store';
import type { PluginHttp, PluginKind, PluginLog } from '@headwind/plugin-api';
import type { InstanceRoutes } from './http/plugin-routes.js';
import type { Log } from './log/log.js';
import type { Redactor } from './log/redactor.js';
import type { LoadedPlugin } from './plugins/load-plugin.js';
import { createPluginContext } from './plugins/plugin-context.js';
import { type RunningInstance, STOP_LIMIT_MS, startInstance } from './plugins/plugin-instance.js';
import { subscriptionOf } from './plugins/subscription.js';
import { within } from './plugins/time-limit.js';
import { describeWith } from './templates/templated-describe.js';

/** How long one instance may take to say how it is. Milliseconds. */
const HEALTH_LIMIT_MS = 1_000;

export interface InstancesParts {
  readonly plugins: readonly LoadedPlugin[];
  readonly bus: Bus;
  readonly http: PluginHttp;
  readonly state: StateStore;
  readonly redactor: Redactor;
  readonly log: Log;
  readonly logOf: (instance: string) => PluginLog;
}

/**
 * The instances of a host, from start to stop. One that fails to start is reported and left out; what is published for
 * a failed channel is stored and waits for the next start.
 */
export class Instances {
  readonly #parts: InstancesParts;
  readonly #sourcesStopping = new AbortController();
  readonly #stopping = new AbortController();
  readonly #running: RunningInstance[] = [];
  /** By name, with the code of what went wrong. */
  readonly #failed = new Map<string, string>();

  constructor(parts: InstancesParts) {
    this.#parts = parts;
    for (const { config, manifest } of this.#ofKinds('channel')) {
      parts.bus.addChannel(config.name, eventFilter(subscriptionOf(manifest), config.when));
    }
  }

  /** Channels begin to deliver, and observers to watch, each as soon as it is started. */
  async startChannelsAndObservers(): Promise<void> {
    await Promise.all(this.#ofKinds('channel', 'observer').map((loaded) => this.#start(loaded)));
  }

  async startSources(): Promise<void> {
    await Promise.all(this.#ofKinds('source').map((loaded) => this.#start(loaded)));
  }

  async stopSources(): Promise<void> {
    this.#sourcesStopping.abort();
    await this.#stop((kind) => kind === 'source');
  }

  async stopChannelsAndObservers(): Promise<void> {
    this.#stopping.abort();
    await this.#stop((kind) => kind !== 'source');
  }

  get routes(): readonly InstanceRoutes[] {
    return this.#running.flatMap(({ name, created }) =>
      created.instance.routes === undefined ? [] : [{ instance: name, routes: created.instance.routes }],
    );
  }

  /** One sentence for each instance that did not start, or says of itself that it is not well. */
  async troubles(): Promise<readonly string[]> {
    const failed = [...this.#failed].map(([name, code]) => `The instance ${name} did not start (${code}).`);
    const unwell = await Promise.all(this.#running.map((instance) => this.#healthTrouble(instance)));
    return [...failed, ...unwell.filter((trouble) => trouble !== undefined)];
  }

  /** The names of the channels, failed ones included. */
  get channels(): readonly string[] {
    return this.#ofKinds('channel').map(({ config }) => config.name);
  }

  #ofKinds(...kinds: PluginKind[]): LoadedPlugin[] {
    return this.#parts.plugins.filter(({ manifest }) => kinds.includes(manifest.kind));
  }

  async #start(loaded: LoadedPlugin): Promise<void> {
    const { bus, http, state, redactor, log, logOf } = this.#parts;
    const { name } = loaded.config;
    const { signal } = loaded.manifest.kind === 'source' ? this.#sourcesStopping : this.#stopping;
    const instanceLog = logOf(name);
    const ctx = createPluginContext(loaded, {
      describe: describeWith(loaded.templates, instanceLog),
      log: instanceLog,
      http,
      state,
      signal,
      publish: async (draft) => {
        const [receipt] = await bus.publish([draft], name);
        if (receipt === undefined) throw new Error('the bus gave no receipt');
        return receipt;
      },
    });
    try {
      const running = await startInstance(loaded, ctx, redactor);
      this.#running.push(running);
      this.#connect(running);
      log.info('instance started', { instance: name, package: loaded.package.name, version: loaded.package.version });
    } catch (error) {
      this.#failed.set(name, isCodedError(error) ? error.code : 'unknown error');
      log.error(messageOf(error), { instance: name, error });
    }
  }

  #connect({ loaded, created }: RunningInstance): void {
    const { bus } = this.#parts;
    const { name, lane, when } = loaded.config;
    if (created.kind === 'channel') {
      const { instance } = created;
      bus.openChannel(name, (event, attempt) => instance.deliver(event, attempt), lane);
    } else if (created.kind === 'observer') {
      const { instance } = created;
      const accepts = eventFilter(subscriptionOf(loaded.manifest), when);
      bus.addObserver(name, accepts, (record) => instance.observe(record));
    }
  }

  async #healthTrouble({ name, created }: RunningInstance): Promise<string | undefined> {
    const expired = () => new Error(`health took longer than ${HEALTH_LIMIT_MS} ms`);
    try {
      const health = await within(HEALTH_LIMIT_MS, expired, () => created.instance.health?.());
      if (health === undefined || health.ok) return undefined;
      const detail = health.detail === undefined ? '' : `: ${this.#parts.redactor.redact(health.detail)}`;
      return `The instance ${name} is not well${detail}.`;
    } catch (error) {
      this.#parts.log.error('health failed', { instance: name, error });
      return `The instance ${name} cannot say how it is; see the log of the host.`;
    }
  }

  async #stop(isMeant: (kind: PluginKind) => boolean): Promise<void> {
    const meant = this.#running.filter(({ created }) => isMeant(created.kind));
    await Promise.all(meant.map((instance) => instance.stop(STOP_LIMIT_MS)));
  }
}
