import type { Describe } from './describe.js';
import type { EventDraft, EventKind, HeadwindEvent } from './event.js';
import type { PluginHttp } from './http.js';
import type { Outcome } from './outcome.js';
import type { ObservedRecord } from './record.js';
import type { ConfigSchema } from './schema.js';
import type { HostStatus } from './status.js';

/** Marks a plugin across copies of this package, where `instanceof` would not. */
const PLUGIN = Symbol.for('headwind.plugin');

/** The instance's own log; each line carries its name. Secrets of the configuration are blanked out. */
export interface PluginLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** A small durable key–value store of the instance's own. Values are JSON. A write resolves once it is durable. */
export interface PluginState {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
}

/** All that a plugin gets. */
export interface PluginContext<Config> {
  /** The name the configuration gives this instance: `oncall`, `team-slack`. */
  readonly name: string;
  /** Validated, secrets resolved, frozen. */
  readonly config: Config;
  /** An event in words: `describe`, with the configuration's templates for this instance applied. */
  readonly describe: Describe;
  readonly log: PluginLog;
  readonly http: PluginHttp;
  readonly state: PluginState;
  /** Aborted when the instance is to stop: with the host, by a reload, or because its start takes too long. */
  readonly signal: AbortSignal;
}

/** What a source gets. */
export interface SourceContext<Config> extends PluginContext<Config> {
  /**
   * Resolves once the event is durable.
   *
   * @throws `EVENT_INVALID` when the event is malformed, `QUEUE_FULL` when too much is pending, `QUEUE_UNAVAILABLE` when
   * it could not be stored. None of them stored anything.
   */
  publish(event: EventDraft): Promise<PublishReceipt>;
}

/** What an observer gets. */
export interface ObserverContext<Config> extends PluginContext<Config> {
  /** How things stand with the host and its channels now. Reads counts, never a backlog: some milliseconds. */
  status(): Promise<HostStatus>;
}

/** An event that is stored. */
export interface PublishReceipt {
  readonly id: string;
  /** An event of this id was published before; nothing was stored now. */
  readonly duplicate: boolean;
}

/** One try at one delivery. */
export interface Attempt {
  /** The delivery's id, `eventId/channel`: the same at every attempt, so that receivers can tell a repeat. */
  readonly id: string;
  /** From 1. */
  readonly number: number;
  /** Aborted when the attempt's time is up (30 s unless configured) or the host cannot wait any longer. */
  readonly signal: AbortSignal;
}

/** What an instance says of itself. What is not ok is shown as trouble, with the detail, which holds no secret. */
export interface Health {
  readonly ok: boolean;
  readonly detail?: string;
}

/** Handles requests to `/plugins/<instance name>/<path>`. */
export interface PluginRoute {
  readonly method: 'GET' | 'POST';
  /** Starts with a slash. */
  readonly path: string;
  /**
   * Who may ask: whoever has a token of that role, or `public`, where the plugin checks itself who is asking (by a
   * signature, say). @defaultValue operate
   */
  readonly access?: 'public' | 'publish' | 'read' | 'operate';
  /** Answers at `path` itself as well, where nothing else does: `/metrics`. @defaultValue false */
  readonly atRoot?: boolean;
  handle(request: Request): Response | Promise<Response>;
}

/** What every kind of instance may have. */
export interface PluginInstance {
  /** Called once before anything else; the host waits for it (10 s unless configured). */
  start?(): void | Promise<void>;
  /** Called once, after the last delivery or record. */
  stop?(): void | Promise<void>;
  health?(): Health | Promise<Health>;
  readonly routes?: readonly PluginRoute[];
}

/** Delivers events to one configured place. */
export interface ChannelInstance extends PluginInstance {
  deliver(event: HeadwindEvent, attempt: Attempt): Outcome | Promise<Outcome>;
  /**
   * Exactly what `deliver` would send for the event alone, without sending and without secrets: a `RequestPreview`, a list
   * of them, or text. Undefined when it would send nothing.
   */
  preview?(event: HeadwindEvent): unknown;
}

/** Watches events and deliveries, and changes nothing. */
export interface ObserverInstance extends PluginInstance {
  /** Must return at once; what it throws is logged and goes no further. */
  observe(record: ObservedRecord): void;
}

/** A source publishes from `start` until `ctx.signal` is aborted. */
export type SourceInstance = PluginInstance;

interface PluginBase<Config> {
  readonly config: ConfigSchema<Config>;
  /**
   * What an operator should know of a configuration although it is right, one sentence each and no secrets: every start
   * and `headwind-notify check` say it.
   *
   * @param receives whether the instance gets events of a kind, as its manifest subscribes and `when` narrows it
   */
  warnings?(config: Config, receives: (kind: EventKind) => boolean): readonly string[];
}

/** A plugin whose instances are channels. */
export interface ChannelPlugin<Config = unknown> extends PluginBase<Config> {
  readonly kind: 'channel';
  create(ctx: PluginContext<Config>): ChannelInstance | Promise<ChannelInstance>;
}

/** A plugin whose instances are observers. */
export interface ObserverPlugin<Config = unknown> extends PluginBase<Config> {
  readonly kind: 'observer';
  create(ctx: ObserverContext<Config>): ObserverInstance | Promise<ObserverInstance>;
}

/** A plugin whose instances are sources. */
export interface SourcePlugin<Config = unknown> extends PluginBase<Config> {
  readonly kind: 'source';
  create(ctx: SourceContext<Config>): SourceInstance | Promise<SourceInstance>;
}

/** What `definePlugin` makes, of any kind. */
export type Plugin<Config = unknown> = ChannelPlugin<Config> | ObserverPlugin<Config> | SourcePlugin<Config>;

/** Makes a plugin: the default export of the module that the manifest's `entry` names. */
export function definePlugin<Config>(plugin: ChannelPlugin<Config>): ChannelPlugin<Config>;
export function definePlugin<Config>(plugin: ObserverPlugin<Config>): ObserverPlugin<Config>;
export function definePlugin<Config>(plugin: SourcePlugin<Config>): SourcePlugin<Config>;
export function definePlugin<Config>(plugin: Plugin<Config>): Plugin<Config> {
  return Object.freeze({ ...plugin, [PLUGIN]: true });
}

/** Whether a module's export was made by `definePlugin`, whichever copy of this package that came from. */
export function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && (value as { [PLUGIN]?: unknown })[PLUGIN] === true;
}
