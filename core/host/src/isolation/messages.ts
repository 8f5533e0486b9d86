import type {
  EventDraft,
  HeadwindEvent,
  Health,
  HostStatus,
  Manifest,
  ObservedRecord,
  PluginRoute,
  PublishReceipt,
} from '@headwind/plugin-api';
import type { PluginPackage } from '@headwind/plugin-loader/plugin-package';
import type { PluginConfig } from '../config/host-config.js';
import type { Problem } from '../config/problem.js';
import type { CallChannel, CallMessage } from './call-channel.js';
import type { RequestData, ResponseData, ResponseHead } from './http-data.js';
import type { OutcomeData } from './outcome-data.js';
import type { DescribePort } from './synchronous-describe.js';

/*
 * What passes between the host's thread and the worker thread of one isolated instance. Everything is copied by structured
 * clone, so it is plain data.
 */

/** What a worker begins with. */
export interface WorkerStart {
  readonly package: PluginPackage;
  readonly manifest: Manifest;
  readonly config: PluginConfig;
  readonly describe: DescribePort;
}

/** What loading found in the worker. */
export type LoadedThere =
  | { readonly warnings: readonly string[] }
  /** Without positions, which the host knows; `part` says which part of a line is meant. */
  | { readonly problems: readonly (Problem & { readonly part: 'key' | 'value' })[] }
  /** Something is wrong with the plugin itself: a coded error. */
  | { readonly fault: { readonly code: string; readonly found: string; readonly remedy: string } };

/** What the instance that `create` gave has. */
export interface InstanceShape {
  readonly hasHealth: boolean;
  readonly hasPreview: boolean;
  readonly routes: readonly Omit<PluginRoute, 'handle'>[] | undefined;
}

/** What the host asks of a worker. */
export interface WorkerMethods {
  load(): LoadedThere;
  create(): InstanceShape;
  start(): void;
  stop(): void;
  health(): Health | undefined;
  /** Without its brand, which does not survive. */
  deliver(event: HeadwindEvent, attempt: { readonly id: string; readonly number: number }): OutcomeData;
  preview(event: HeadwindEvent): unknown;
  /** @param route its place among the routes of the shape */
  handle(route: number, request: RequestData): ResponseData;
}

/** The answer to a POST. */
export interface ReplyData {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** What a worker asks of the host: `ctx`, as far as it is not in the worker itself. */
export interface HostMethods {
  post(url: string, body: string | undefined, headers: Readonly<Record<string, string>> | undefined): ReplyData;
  fetch(request: RequestData): ResponseHead;
  /** The next bytes of an answer's body; undefined at its end. */
  readBody(body: number): Uint8Array | undefined;
  cancelBody(body: number): void;
  getState(key: string): unknown;
  setState(key: string, value: unknown): void;
  deleteState(key: string): void;
  publish(draft: EventDraft): PublishReceipt;
  status(): HostStatus;
}

export type ToWorker =
  | CallMessage
  | { readonly type: 'ping' }
  /** Says how much it uses once what nobody needs any more is collected. */
  | { readonly type: 'collect' }
  | { readonly type: 'observe'; readonly record: ObservedRecord }
  /** So many lines of its log were taken. */
  | { readonly type: 'logged'; readonly count: number }
  /** The instance is to stop: `ctx.signal`. */
  | { readonly type: 'stopping' };

export type FromWorker =
  | CallMessage
  | { readonly type: 'pong'; readonly usedBytes: number; readonly isCollected: boolean }
  | { readonly type: 'secret'; readonly secret: string }
  | { readonly type: 'log'; readonly level: LogMethod; readonly message: string; readonly fields: unknown }
  /** `observe` has returned. */
  | { readonly type: 'observed' };

export type LogMethod = 'debug' | 'info' | 'warn' | 'error';

/** The worker's end of the channel, and the host's. */
export type HostCalls = CallChannel<HostMethods, WorkerMethods>;
export type WorkerCalls = CallChannel<WorkerMethods, HostMethods>;
