import type { Bus } from '@headwind/bus';
import type { DeliveryQueue, QueueDepth } from '@headwind/bus/queue';
import type { ChannelStatus, Health } from '@headwind/plugin-api';
import type { Log } from '../log/log.js';
import type { PausedChannels } from './paused-channels.js';

/** A channel of the configuration, whether or not it started. */
export interface ConfiguredChannel {
  readonly name: string;
  /** The short name of its plugin. */
  readonly plugin: string;
  /** Of what kept it from starting. */
  readonly code?: string;
}

/** The instances, seen from here. */
export interface ConfiguredChannels {
  /** In the order of the configuration. */
  readonly channels: readonly ConfiguredChannel[];
  /** What a running instance says of itself, bounded in time and without secrets; well where it says nothing. */
  health(instance: string): Promise<Health>;
}

export interface ChannelsParts {
  readonly bus: Pick<Bus, 'laneStatus'>;
  readonly queue: Pick<DeliveryQueue, 'depths'>;
  readonly instances: ConfiguredChannels;
  readonly paused: PausedChannels;
  /** Keeps what operators do. */
  readonly log: Log;
}

const EMPTY: QueueDepth = { pending: 0, dead: 0 };
const WELL: Health = { ok: true };

/** How things stand with the channels, and the operator's hand on them. */
export class Channels {
  readonly #parts: ChannelsParts;

  constructor(parts: ChannelsParts) {
    this.#parts = parts;
  }

  /** In the order of the configuration; then those that deliveries wait for although it does not have them. */
  async list(): Promise<readonly ChannelStatus[]> {
    const { instances, queue } = this.#parts;
    const depths = await queue.depths();
    const configured = instances.channels;
    const known = new Set(configured.map(({ name }) => name));
    const others = [...depths.keys()].filter((name) => !known.has(name)).toSorted();
    const statuses = configured.map((channel) => this.#statusOf(channel, depths.get(channel.name) ?? EMPTY));
    return [...(await Promise.all(statuses)), ...others.map((name) => unconfigured(name, depths.get(name) ?? EMPTY))];
  }

  /** Undefined when the configuration does not have it, and no delivery waits for it. */
  async find(name: string): Promise<ChannelStatus | undefined> {
    const { instances, queue } = this.#parts;
    const depths = await queue.depths();
    const depth = depths.get(name);
    const channel = instances.channels.find((each) => each.name === name);
    if (channel !== undefined) return this.#statusOf(channel, depth ?? EMPTY);
    return depth === undefined ? undefined : unconfigured(name, depth);
  }

  /** Makes no more attempts until it is resumed, restarts of the host included. Undefined when there is no such channel. */
  async pause(name: string): Promise<ChannelStatus | undefined> {
    if (!this.#isConfigured(name)) return undefined;
    await this.#parts.paused.pause(name);
    this.#parts.log.info('an operator paused a channel', { channel: name });
    return this.find(name);
  }

  /** Goes on with a channel that is paused, or whose receiver wanted no more. Undefined when there is no such channel. */
  async resume(name: string): Promise<ChannelStatus | undefined> {
    if (!this.#isConfigured(name)) return undefined;
    await this.#parts.paused.resume(name);
    this.#parts.log.info('an operator resumed a channel', { channel: name });
    return this.find(name);
  }

  #isConfigured(name: string): boolean {
    return this.#parts.instances.channels.some((channel) => channel.name === name);
  }

  async #statusOf({ name, plugin, code }: ConfiguredChannel, depth: QueueDepth): Promise<ChannelStatus> {
    const { bus, instances, paused } = this.#parts;
    const closed = { name, plugin, breaker: 'closed', ...depth } as const;
    if (code !== undefined) return { ...closed, state: 'failed', code, health: { ok: false } };
    const lane = bus.laneStatus(name);
    // Between two lanes, while the host starts or reloads.
    if (lane === undefined) return { ...closed, state: paused.has(name) ? 'paused' : 'running', health: WELL };
    return { name, plugin, health: await instances.health(name), ...lane, ...depth };
  }
}

function unconfigured(name: string, depth: QueueDepth): ChannelStatus {
  return { name, plugin: '', state: 'unconfigured', health: WELL, breaker: 'closed', ...depth };
}
