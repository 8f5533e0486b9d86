import { isCodedError, messageOf } from '@headwind/bus/coded-error';
import type { Health, PluginKind } from '@headwind/plugin-api';
import { filterOf, type HostedInstance, type InstanceSurroundings, startHosted } from './hosted-instance.js';
import type { Log } from './log/log.js';
import type { PreparedPlugin } from './plugins/load-plugin.js';
import { startTrouble } from './start-trouble.js';
import type { ConfiguredChannel, ConfiguredChannels } from './steering/channels.js';

export interface InstancesParts extends InstanceSurroundings {
  /** What the host starts with. */
  readonly plugins: readonly PreparedPlugin[];
  readonly log: Log;
}

/** One instance of the live configuration. */
export interface LiveInstance {
  readonly loaded: PreparedPlugin;
  /** Undefined when it is not started, or did not start. */
  hosted?: HostedInstance | undefined;
  /** Of what kept it from starting. */
  code?: string | undefined;
}

/**
 * The instances of a host, from start to stop. One that fails to start with the host, because its package is broken or
 * later, is reported and left out; what is published for a failed channel is stored and waits for the next start, or a
 * reload.
 */
export class Instances implements ConfiguredChannels {
  readonly #parts: InstancesParts;
  #live: readonly LiveInstance[];

  constructor(parts: InstancesParts) {
    this.#parts = parts;
    this.#live = parts.plugins.map((loaded) => ({ loaded }));
    for (const { loaded } of this.#ofKinds('channel')) this.route(loaded);
  }

  /** In the order of the configuration. */
  get live(): readonly LiveInstance[] {
    return this.#live;
  }

  /** Puts others in the place of all there are; what is to start or stop for that is the caller's to do. */
  replaceAll(live: readonly LiveInstance[]): void {
    this.#live = live;
  }

  /** From now on the channel's events are stored for it. */
  route(loaded: PreparedPlugin): void {
    this.#parts.bus.addChannel(loaded.config.name, loaded.manifest.name, filterOf(loaded));
  }

  /** Channels begin to deliver, and observers to watch, each as soon as it is started. */
  async startChannelsAndObservers(): Promise<void> {
    await Promise.all(this.#ofKinds('channel', 'observer').map((each) => this.startAndConnect(each)));
  }

  async startSources(): Promise<void> {
    await Promise.all(this.#ofKinds('source').map((each) => this.startAndConnect(each)));
  }

  async stopSources(): Promise<void> {
    await Promise.all(this.#ofKinds('source').map(({ hosted }) => hosted?.stop()));
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.#live.map(({ hosted }) => hosted?.stop()));
  }

  /**
   * Starts an instance that has no part in anything yet.
   *
   * @param hostStopping aborted when the host begins to stop; left out, the start is waited for
   * @throws what `startHosted` throws
   */
  async start(loaded: PreparedPlugin, hostStopping?: AbortSignal): Promise<HostedInstance> {
    const hosted = await startHosted(loaded, this.#parts, hostStopping);
    const { name, version } = loaded.package;
    this.#parts.log.info('instance started', { instance: loaded.config.name, package: name, version });
    return hosted;
  }

  /** Starts an instance and lets it take part; that it did not start is logged and remembered. */
  async startAndConnect(instance: LiveInstance): Promise<void> {
    try {
      instance.hosted = await this.start(instance.loaded);
      instance.hosted.connect();
      instance.hosted.mount();
    } catch (error) {
      this.failed(instance, error);
    }
  }

  /** Logs and remembers that an instance did not start, while the others go on. */
  failed(instance: LiveInstance, error: unknown): void {
    instance.hosted = undefined;
    instance.code = isCodedError(error) ? error.code : 'unknown error';
    this.#parts.log.error(messageOf(error), { instance: instance.loaded.config.name, error });
  }

  /** One sentence for each instance that did not start, or says of itself that it is not well. */
  async troubles(): Promise<readonly string[]> {
    const failed = this.#live.flatMap(({ loaded: { config }, code }) =>
      code === undefined ? [] : [startTrouble(config.name, code)],
    );
    const unwell = this.#live.map(async ({ loaded: { config }, hosted }) => {
      const health = await hosted?.health();
      if (health === undefined || health.ok) return undefined;
      return `The instance ${config.name} is not well${health.detail === undefined ? '' : `: ${health.detail}`}.`;
    });
    return [...failed, ...(await Promise.all(unwell)).filter((trouble) => trouble !== undefined)];
  }

  /** Failed ones included. */
  get channels(): readonly ConfiguredChannel[] {
    return this.#ofKinds('channel').map(({ loaded: { config, manifest }, code }) => ({
      name: config.name,
      plugin: manifest.name,
      ...(code !== undefined && { code }),
    }));
  }

  /** What a running instance says of itself; well where it says nothing, or does not run. */
  async health(name: string): Promise<Health> {
    const instance = this.#live.find(({ loaded }) => loaded.config.name === name);
    return (await instance?.hosted?.health()) ?? { ok: true };
  }

  #ofKinds(...kinds: PluginKind[]): LiveInstance[] {
    return this.#live.filter(({ loaded }) => kinds.includes(loaded.manifest.kind));
  }
}
