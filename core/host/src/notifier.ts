import type { DeliveryFilter, DeliveryPage, PageRequest } from '@headwind/bus/queue';
import type { EventDraft, HostStatus, ObservedRecord, PluginLog, PublishReceipt } from '@headwind/plugin-api';
import type { Steering } from './http/steering.js';

export { ConfigurationError } from './configuration-error.js';
export { createNotifier } from './create-notifier.js';
export type { NotifierConfig, NotifierPlugin } from './notifier-config.js';

/** A configuration in a file, as `headwind-notify` reads it. */
export interface NotifierFile {
  /** A path, relative to `cwd` of the options, or a `file:` URL. */
  readonly file: string | URL;
}

/** What a notifier is told of the program around it. */
export interface NotifierOptions {
  /**
   * Where relative paths begin, and where plugins are looked for first: in `node_modules` of this folder and of those
   * above it, then of where this package is. @defaultValue process.cwd()
   */
  readonly cwd?: string | undefined;
  /** Where `${env:NAME}` is looked up. @defaultValue process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Where the log goes, secrets blanked out: `console`, or anything with its four methods; false for nowhere.
   * @defaultValue lines of JSON on standard error; to a terminal, for a person to read
   */
  readonly log?: PluginLog | false | undefined;
  /** Observers by name that watch from the beginning on, also what an earlier run has left to deliver. */
  readonly observers?: Readonly<Record<string, Observe>> | undefined;
}

/** Sees a record; what it throws is logged, and it cannot delay or change anything. */
export type Observe = (record: ObservedRecord) => void;

/** The part of `deliveries` in the HTTP API. All of it throws `BUS_STOPPING` once the notifier has stopped. */
export interface NotifierDeliveries
  extends Pick<Steering['deliveries'], 'find' | 'replay' | 'discard' | 'replayDeadLetters'> {
  /**
   * @param filter every condition that is given must hold. @defaultValue all deliveries
   * @param page at most 100, oldest first, unless it says otherwise
   * @throws `FILTER_INVALID`, `CURSOR_INVALID`
   */
  list(filter?: DeliveryFilter, page?: PageRequest): Promise<DeliveryPage>;
}

/** The part of `channels` in the HTTP API. */
export type NotifierChannels = Pick<Steering['channels'], 'find' | 'pause' | 'resume'>;

/** The bus in this process: what it was told to publish is stored, and delivered by the channels of its configuration. */
export interface Notifier {
  /** Where the HTTP API listens: `http://127.0.0.1:8080`. Undefined where the configuration asks for none. */
  readonly url: string | undefined;

  /**
   * Publishes an event; resolves once it is durable, with a delivery for each channel it is for. An event whose `id` is
   * stored already changes nothing, so that it can be published again when in doubt.
   *
   * @param source who says so, named like an instance; it becomes the event's `source`. @defaultValue notifier
   * @throws `EVENT_INVALID`, `QUEUE_FULL`, `QUEUE_UNAVAILABLE`, and `BUS_STOPPING` from `stop` on; then nothing was stored
   */
  publish(event: EventDraft, source?: string): Promise<PublishReceipt>;
  /** Publishes all of the events or none; gives a receipt for each, in their order. */
  publish(events: readonly EventDraft[], source?: string): Promise<readonly PublishReceipt[]>;

  /**
   * Watches events as they are published, attempts as they end, and what happens to dead letters and channels: in this
   * process and at once.
   *
   * @param name stands in the log where it throws
   * @returns a function that ends the subscription
   * @throws TypeError where `observe` is no function
   */
  observe(name: string, observe: Observe): () => void;

  /**
   * How things stand with the channels now. Reads counts, never a backlog: some milliseconds.
   *
   * @throws `BUS_STOPPING` once the notifier has stopped
   */
  status(): Promise<HostStatus>;

  /** What is stored of deliveries, and dead letters sent on their way again. */
  readonly deliveries: NotifierDeliveries;

  /** Channels held back and let go; they stay paused through a restart. */
  readonly channels: NotifierChannels;

  /**
   * Resolves when the queue has broken down, with the reason: nothing more is stored or delivered. Stop this notifier and
   * create another; nothing that was stored is lost.
   */
  readonly brokenDown: Promise<Error>;

  /**
   * Takes no more events, lets attempts under way end within `server.stopTimeout`, and lets go of everything. What is not
   * delivered is stored, and the next notifier on the same queue file delivers it. Calling it again waits for the same.
   */
  stop(): Promise<void>;

  /** `stop`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
