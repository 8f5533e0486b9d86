import type { EventDraft, HeadwindEvent, ObservedRecord, PluginLog, PublishReceipt } from '@headwind/plugin-api';
import type { Deliver } from './attempt.js';
import { BUS_STOPPING, EVENT_INVALID } from './bus-errors.js';
import { CodedError } from './coded-error.js';
import { newEventId } from './event-id.js';
import { parseDraft } from './event-schema.js';
import { freezeEvent } from './freeze-event.js';
import { Lane, type LaneParts } from './lane.js';
import type { LaneSettings } from './lane-settings.js';
import { Observers } from './observers.js';
import type { DeliveryQueue } from './queue.js';
import { type EventFilter, Router } from './router.js';

export interface BusParts {
  readonly queue: DeliveryQueue;
  readonly log: PluginLog;
  /** Milliseconds since the epoch. @defaultValue Date.now */
  readonly now?: () => number;
  /** Milliseconds that never go back, for pauses. @defaultValue performance.now */
  readonly clock?: () => number;
  /** From 0 to 1. @defaultValue Math.random */
  readonly random?: () => number;
  /** Blanks out secrets in what plugins say went wrong. @defaultValue leaves the text as it is */
  readonly redact?: (text: string) => string;
}

/**
 * Publishes events durably, tells observers, and dispatches each event to the channels it is for, every channel in a
 * lane of its own. Channels and observers are added before `start`.
 */
export class Bus {
  readonly #queue: DeliveryQueue;
  readonly #now: () => number;
  readonly #laneParts: LaneParts;
  readonly #observers: Observers;
  readonly #router = new Router();
  readonly #lanes = new Map<string, Lane>();
  #stopping = false;

  constructor(parts: BusParts) {
    const { queue, log, now = Date.now, clock = () => performance.now() } = parts;
    const { random = Math.random, redact = (text) => text } = parts;
    this.#queue = queue;
    this.#now = now;
    this.#observers = new Observers(log);
    this.#laneParts = { queue, observers: this.#observers, log, now, clock, random, redact };
  }

  /** From now on the channel's events are stored for it. They wait until it is opened. */
  addChannel(channel: string, accepts: EventFilter): void {
    this.#router.add(channel, accepts);
  }

  /** Begins to deliver to a channel. */
  openChannel(channel: string, deliver: Deliver, settings: LaneSettings): void {
    const lane = new Lane(channel, deliver, settings, this.#laneParts);
    this.#lanes.set(channel, lane);
    lane.start();
  }

  /** Channels whose receivers want no more; what is pending for them waits for the next start. */
  get disabledChannels(): readonly string[] {
    return [...this.#lanes].filter(([, lane]) => lane.disabled).map(([channel]) => channel);
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
    if (this.#stopping) throw new CodedError(BUS_STOPPING, 'The host is stopping.');
    const publications = drafts.map((draft) => {
      const event = this.#eventOf(draft, source);
      return { event, channels: this.#router.channelsFor(event) };
    });
    const results = await this.#queue.publish(publications);
    return publications.map(({ event, channels }, index) => {
      const duplicate = results[index] === 'duplicate';
      if (!duplicate && this.#observers.some) this.#observers.tell({ type: 'event', event, channels });
      return { id: event.id, duplicate };
    });
  }

  /** Takes no more events, and gives the attempts under way `graceMs` to end. The queue is the caller's to close. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#lanes.values()].map((lane) => lane.stop(graceMs)));
  }

  #eventOf(value: EventDraft, source: string): HeadwindEvent {
    const parsed = parseDraft(value);
    if ('issues' in parsed) {
      const found = parsed.issues.map(({ pointer, message }) => `${pointer || 'the event'}: ${message}`).join('; ');
      throw new CodedError(EVENT_INVALID, `The event is malformed: ${found}.`);
    }
    const { draft } = parsed;
    const { id = newEventId(), time = new Date(this.#now()).toISOString() } = draft;
    return freezeEvent({ ...draft, id, time, source });
  }
}
