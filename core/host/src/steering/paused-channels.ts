import type { Bus } from '@headwind/bus';
import { CodedError } from '@headwind/bus/coded-error';
import { QUEUE_UNAVAILABLE } from '@headwind/bus/errors';
import type { StateStore } from '@headwind/bus/state-store';
import type { Log } from '../log/log.js';
import { isPauseRecord, type PauseRecord } from './pause-record.js';

/** Where the host keeps what is its own among the states of instances: no instance can have this name. */
const HOST_STATE = '@host';

/**
 * The names of channels that were ever paused; each has a record of its own beside it. One that has none is paused: earlier
 * versions kept only names, of the channels that were paused.
 */
const NAMES = 'paused-channels';

export interface PausedChannelsParts {
  readonly bus: Pick<Bus, 'pauseChannel' | 'resumeChannel' | 'pausedChannels'>;
  /** Other hosts may share it. */
  readonly state: StateStore;
  /** The names of the channels of the configuration. */
  readonly channels: () => readonly string[];
  /** Why nothing can be stored at the moment; undefined when all is well. */
  readonly trouble: () => string | undefined;
  readonly log: Log;
  /** Milliseconds since the epoch. @defaultValue Date.now */
  readonly now?: () => number;
}

/**
 * The channels that an operator has paused; they stay so when the host restarts, and are so at every host that shares the
 * state. Each channel has a record of its own, so that two hosts that change different channels undo nothing; of two
 * changes of one channel the later holds.
 */
export class PausedChannels {
  readonly #parts: PausedChannelsParts;
  readonly #now: () => number;
  /** What this host has done or seen last, by channel. */
  readonly #known = new Map<string, PauseRecord>();
  readonly #unstored = new Set<string>();
  /** Of whatever is read or stored, one after another. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: PausedChannelsParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
  }

  /** Pauses what was paused when the host stopped: before any channel opens. */
  async restore(): Promise<void> {
    for (const channel of await this.#names()) {
      const record = (await this.#read(channel)) ?? { paused: true, at: 0 };
      this.#known.set(channel, record);
      if (record.paused) this.#parts.bus.pauseChannel(channel);
    }
  }

  /** Does here what was done at other hosts since. */
  follow(): Promise<void> {
    return this.#inTurn(async () => {
      const names = new Set([...(await this.#names()), ...this.#parts.channels()]);
      for (const channel of names) this.#take(channel, await this.#read(channel));
    });
  }

  has(channel: string): boolean {
    return this.#parts.bus.pausedChannels.includes(channel);
  }

  /**
   * Resolves once it is durable.
   *
   * @throws `QUEUE_UNAVAILABLE`
   */
  async pause(channel: string): Promise<void> {
    this.#requireStorage();
    this.#parts.bus.pauseChannel(channel);
    await this.#change(channel, true);
  }

  /**
   * Resolves once it is durable.
   *
   * @throws `QUEUE_UNAVAILABLE`
   */
  async resume(channel: string): Promise<void> {
    this.#requireStorage();
    this.#parts.bus.resumeChannel(channel);
    await this.#change(channel, false);
  }

  /** A server that is away would be waited for as long as that takes. */
  #requireStorage(): void {
    const trouble = this.#parts.trouble();
    if (trouble !== undefined) throw new CodedError(QUEUE_UNAVAILABLE, trouble);
  }

  /** What was asked for here counts from the moment it was asked for, whenever it is stored. */
  #change(channel: string, paused: boolean): Promise<void> {
    this.#known.set(channel, { paused, at: Math.max(this.#now(), (this.#known.get(channel)?.at ?? 0) + 1) });
    this.#unstored.add(channel);
    return this.#inTurn(() => this.#store());
  }

  /** With what could not be stored before. */
  async #store(): Promise<void> {
    const { state } = this.#parts;
    for (const channel of [...this.#unstored]) {
      const record = this.#known.get(channel);
      const names = await this.#names();
      if (!names.includes(channel)) await state.set(HOST_STATE, NAMES, [...names, channel]);
      await state.set(HOST_STATE, keyOf(channel), record);
      if (this.#known.get(channel) === record) this.#unstored.delete(channel);
    }
  }

  #take(channel: string, record: PauseRecord | undefined): void {
    const known = this.#known.get(channel);
    if (record === undefined || !isLater(record, known)) return;
    this.#known.set(channel, record);
    const { bus, log } = this.#parts;
    if (record.paused) bus.pauseChannel(channel);
    else bus.resumeChannel(channel);
    log.info(`an operator ${record.paused ? 'paused' : 'resumed'} a channel at another host`, { channel });
  }

  async #names(): Promise<readonly string[]> {
    const stored: unknown = await this.#parts.state.get(HOST_STATE, NAMES);
    return Array.isArray(stored) ? stored.map(String) : [];
  }

  async #read(channel: string): Promise<PauseRecord | undefined> {
    const stored = await this.#parts.state.get(HOST_STATE, keyOf(channel));
    return isPauseRecord(stored) ? stored : undefined;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work, work);
    this.#last = done;
    return done;
  }
}

function keyOf(channel: string): string {
  return `${NAMES}/${channel}`;
}

/** Of two changes in the same millisecond, the one that is stored holds. */
function isLater(stored: PauseRecord, known: PauseRecord | undefined): boolean {
  if (known === undefined) return true;
  return stored.at > known.at || (stored.at === known.at && stored.paused !== known.paused);
}
