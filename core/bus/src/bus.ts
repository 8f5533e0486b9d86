import type { EventDraft, ObservedRecord, PluginLog, PublishReceipt } from '@headwind/plugin-api';
import type { Deliver } from './attempt.js';
import { BUS_STOPPING } from './bus-errors.js';
import { ChannelHistory } from './channel-history.js';
import { ChannelPause } from './channel-pause.js';
import { ChannelReport } from './channel-report.js';
import { CodedError } from './coded-error.js';
import { namesIn } from './delivery-id.js';
import { Lane } from './lane.js';
import type { LaneParts } from './lane-parts.js';
import type { LaneSettings } from './lane-settings.js';
import type { LaneStatus } from './lane-status.js';
import { Observers } from './observers.js';
import { publishedEvent } from './published-event.js';
import type { DeliveryQueue } from './queue.js';
import { type EventFilter, Router } from './router.js';
import type { Tracing } from './tracing.js';

export interface BusParts {
  readonly queue: DeliveryQueue;
  readonly log: PluginLog;
  /** The log of one channel, asked for whenever it is opened: one line an attempt. @defaultValue `log` */
  readonly logOf?: (channel: string) => PluginLog;
  /** @defaultValue none */
  readonly tracing?: Tracing | undefined;
  /** Milliseconds since the epoch. @defaultValue Date.now */
  readonly now?: () => number;
  /** Milliseconds that never go back, for pauses. @defaultValue performance.now */
  readonly clock?: () => number;
  /** From 0 to 1. @defaultValue Math.random */
  readonly random?: () => number;
  /** Blanks out secrets in what plugins say went wrong. @defaultValue leaves the text as it is */
  readonly redact?: (text: string) => string;
}

/** What the bus knows of a channel, open or not. */
interface Channel {
  readonly plugin: string;
  readonly history: ChannelHistory;
  readonly pause: ChannelPause;
}

/**
 * Publishes events durably, tells observers, and dispatches each event to the channels it is for, every channel in a
 * lane of its own. Channels and observers come and go at any time.
 */
export class Bus {
  readonly #queue: DeliveryQueue;
  readonly #tracing: Tracing | undefined;
  readonly #now: () => number;
  readonly #logOf: (channel: string) => PluginLog;
  readonly #laneParts: LaneParts;
  readonly #observers: Observers;
  readonly #router = new Router();
  readonly #channels = new Map<string, Channel>();
  /** Of the channels that are open. */
  readonly #lanes = new Map<string, Lane>();
  /** By name, so that it outlives the lanes. */
  readonly #paused = new Set<string>();
  #stopping = false;

  constructor(parts: BusParts) {
    const { queue, log, logOf = () => log, tracing, now = Date.now, clock = () => performance.now() } = parts;
    const { random = Math.random, redact = (text) => text } = parts;
    this.#queue = queue;
    this.#tracing = tracing;
    this.#now = now;
    this.#logOf = logOf;
    this.#observers = new Observers(log);
    this.#laneParts = { queue, tracing, now, clock, random, redact };
  }

  /**
   * From now on the channel's events are stored for it; they wait until it is opened. For a channel that is there already
   * this replaces what it accepts, and nothing else changes.
   *
   * @param plugin the short name of its plugin
   */
  addChannel(channel: string, plugin: string, accepts: EventFilter): void {
    const { history = new ChannelHistory(), pause = new ChannelPause() } = this.#channels.get(channel) ?? {};
    this.#channels.set(channel, { plugin, history, pause });
    this.#router.add(channel, accepts);
  }

  /**
   * Stores nothing more for the channel, and forgets what its provider said. What is stored for it waits; it is still to be
   * closed if it is open.
   */
  removeChannel(channel: string): void {
    this.#channels.delete(channel);
    this.#router.remove(channel);
  }

  /**
   * Begins to deliver to a channel that was added, unless it is paused; after `stop` it does nothing. Where the provider
   * asked for a pause, as with `Retry-After`, before the channel was closed, that is waited for, whether or not `deliver`
   * is another now; removing the channel forgets it. Its breaker is closed, and it is not disabled, for whatever was
   * changed may have mended it.
   *
   * @param who what is named in the reason of an attempt where `deliver` breaks: package, version and module
   * @throws Error when the channel is open: it must be closed first, and closing takes time
   */
  openChannel(channel: string, deliver: Deliver, settings: LaneSettings, who?: string): void {
    if (this.#stopping) return;
    if (this.#lanes.has(channel)) throw new Error(`the channel ${channel} is open already`);
    const known = this.#channels.get(channel);
    const { plugin = '', history = new ChannelHistory(), pause = new ChannelPause() } = known ?? {};
    const report = new ChannelReport({ name: channel, plugin, history }, this.#logOf(channel), this.#observers);
    const lane = new Lane({ deliver, who }, settings, pause, report, this.#laneParts);
    this.#lanes.set(channel, lane);
    if (!this.#paused.has(channel)) lane.resume();
  }

  /**
   * Begins no more attempts for a channel, and resolves when those under way have ended and are stored. No attempt is
   * abandoned, unless `stop` is called meanwhile and its time is over. Afterwards the channel may be opened again.
   */
  async closeChannel(channel: string): Promise<void> {
    const lane = this.#lanes.get(channel);
    await lane?.close();
    if (this.#lanes.get(channel) === lane) this.#lanes.delete(channel);
  }

  /**
   * Begins no more attempts for a channel until it is resumed; those under way end. It need not be open, nor added: the
   * name stays paused while its lane comes and goes. Observers are told only of channels that are there.
   */
  pauseChannel(channel: string): void {
    if (this.#paused.has(channel)) return;
    this.#paused.add(channel);
    this.#lanes.get(channel)?.pause();
    this.#channelChanged(channel, 'paused');
  }

  /** Goes on with a channel that is paused, or disabled because its receiver wanted no more. */
  resumeChannel(channel: string): void {
    const lane = this.#lanes.get(channel);
    const isHeld = this.#paused.delete(channel) || lane?.status?.state === 'disabled';
    if (!isHeld || this.#stopping) return;
    lane?.resume();
    this.#channelChanged(channel, 'resumed');
  }

  /** Their names, those that are not there included. */
  get pausedChannels(): readonly string[] {
    return [...this.#paused];
  }

  /**
   * Begins no attempts for an open channel while whatever delivers for it is away, and costs its deliveries none of their
   * retries. Unlike a pause this is nobody's decision, so it is told to nobody and ends with the lane.
   */
  holdChannel(channel: string, isAway: boolean): void {
    this.#lanes.get(channel)?.hold(isAway);
  }

  /** Undefined while the channel is not open. */
  laneStatus(channel: string): LaneStatus | undefined {
    return this.#lanes.get(channel)?.status;
  }

  /** Channels whose receivers want no more; what is pending for them waits until they are resumed or opened again. */
  get disabledChannels(): readonly string[] {
    return [...this.#lanes].filter(([, lane]) => lane.status?.state === 'disabled').map(([channel]) => channel);
  }

  /** @returns a function that ends the subscription */
  addObserver(name: string, accepts: EventFilter, observe: (record: ObservedRecord) => unknown): () => void {
    return this.#observers.add(name, accepts, observe);
  }

  /**
   * Stores the events, all of them or none, and resolves once they are durable.
   *
   * @throws `EVENT_INVALID`, `QUEUE_FULL`, `QUEUE_UNAVAILABLE`, `BUS_STOPPING`; then nothing was stored
   */
  async publish(drafts: readonly EventDraft[], source: string): Promise<readonly PublishReceipt[]> {
    if (this.#tracing === undefined) return this.#publish(drafts, source);
    return this.#tracing.publish(drafts, source, (traced) => this.#publish(traced, source));
  }

  /** Makes a dead letter pending again, its retries unused. False when there is no such dead letter. */
  async replay(deliveryId: string): Promise<boolean> {
    const isReplayed = await this.#queue.replay(deliveryId);
    if (isReplayed) this.#deadLetterChanged(deliveryId, 'replayed');
    return isReplayed;
  }

  /** Throws a dead letter away for good. False when there is no such dead letter. */
  async discard(deliveryId: string): Promise<boolean> {
    const isDiscarded = await this.#queue.discard(deliveryId);
    if (isDiscarded) this.#deadLetterChanged(deliveryId, 'discarded');
    return isDiscarded;
  }

  /** Takes no more events, and gives the attempts under way `graceMs` to end. The queue is the caller's to close. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#lanes.values()].map((lane) => lane.stop(graceMs)));
  }

  async #publish(drafts: readonly EventDraft[], source: string): Promise<readonly PublishReceipt[]> {
    if (this.#stopping) throw new CodedError(BUS_STOPPING, 'The host is stopping.');
    const publications = drafts.map((draft) => {
      const event = publishedEvent(draft, source, this.#now);
      return { event, channels: this.#router.channelsFor(event) };
    });
    const results = await this.#queue.publish(publications);
    return publications.map(({ event, channels }, index) => {
      const duplicate = results[index] === 'duplicate';
      if (!duplicate) this.#observers.tell({ type: 'event', event, channels });
      return { id: event.id, duplicate };
    });
  }

  #channelChanged(channel: string, change: 'paused' | 'resumed'): void {
    const plugin = this.#channels.get(channel)?.plugin;
    if (plugin !== undefined) this.#observers.tell({ type: 'channel', channel, plugin, change });
  }

  #deadLetterChanged(deliveryId: string, change: 'replayed' | 'discarded'): void {
    const { channel } = namesIn(deliveryId);
    const plugin = this.#channels.get(channel)?.plugin ?? '';
    this.#observers.tell({ type: 'dead_letter', deliveryId, channel, plugin, change });
  }
}
