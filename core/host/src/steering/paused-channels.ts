import type { Bus } from '@headwind/bus';
import type { StateStore } from '@headwind/bus/state-store';

/** Where the host keeps what is its own among the states of instances: no instance can have this name. */
const HOST_STATE = '@host';
const KEY = 'paused-channels';

/** The channels that an operator has paused; they stay so when the host restarts. */
export class PausedChannels {
  readonly #bus: Pick<Bus, 'pauseChannel' | 'resumeChannel' | 'pausedChannels'>;
  readonly #state: StateStore;
  #stored: Promise<void> = Promise.resolve();

  constructor(bus: Pick<Bus, 'pauseChannel' | 'resumeChannel' | 'pausedChannels'>, state: StateStore) {
    this.#bus = bus;
    this.#state = state;
  }

  /** Pauses what was paused when the host stopped: before any channel opens. */
  async restore(): Promise<void> {
    const stored: unknown = await this.#state.get(HOST_STATE, KEY);
    for (const channel of Array.isArray(stored) ? stored : []) this.#bus.pauseChannel(String(channel));
  }

  has(channel: string): boolean {
    return this.#bus.pausedChannels.includes(channel);
  }

  /** Resolves once it is durable. */
  async pause(channel: string): Promise<void> {
    this.#bus.pauseChannel(channel);
    await this.#store();
  }

  /** Resolves once it is durable. */
  async resume(channel: string): Promise<void> {
    this.#bus.resumeChannel(channel);
    await this.#store();
  }

  /** One after another, so that what is stored last is what was asked for last. */
  #store(): Promise<void> {
    const write = () => this.#state.set(HOST_STATE, KEY, this.#bus.pausedChannels);
    this.#stored = this.#stored.then(write, write);
    return this.#stored;
  }
}
