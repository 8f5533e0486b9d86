import {
  type Describe,
  describe,
  type EventDraft,
  type HostStatus,
  type ObserverContext,
  type PluginContext,
  type PluginHttp,
  type PublishReceipt,
  type SourceContext,
} from '@headwind/plugin-api';
import { deepFreeze } from '@headwind/plugin-loader/deep-freeze';
import { createTestHttp } from './test-http.js';
import { createTestLog, type TestLog } from './test-log.js';
import { createTestState } from './test-state.js';

export interface TestContextOptions {
  /** The instance's name. @defaultValue `test` */
  readonly name?: string;
  /** Stands in for the configuration's templates. @defaultValue `describe` of the contract */
  readonly describe?: Describe;
  /** Stands in for the network: a `ScriptedHttp`. @defaultValue real HTTP */
  readonly http?: PluginHttp;
}

interface TestControls {
  /** Aborts `ctx.signal`: the host is stopping. */
  abort(): void;
  /** Aborts, and ends the connections of `ctx.http.post`. */
  close(): Promise<void>;
}

export interface TestContext<Config> extends PluginContext<Config>, TestControls {
  readonly log: TestLog;
}

/**
 * What a channel gets, for a test: state in memory, a log that keeps its lines, real HTTP.
 *
 * @param config as the plugin's schema gives it, defaults filled in; it is frozen, as the host freezes it
 */
export function createTestContext<Config>(config: Config, options: TestContextOptions = {}): TestContext<Config> {
  const stopping = new AbortController();
  const real = createTestHttp();
  return {
    name: options.name ?? 'test',
    config: deepFreeze(config),
    describe: options.describe ?? describe,
    log: createTestLog(),
    http: options.http ?? real,
    state: createTestState(),
    signal: stopping.signal,
    abort: () => stopping.abort(),
    async close() {
      stopping.abort();
      await real.close();
    },
  };
}

export interface TestObserverOptions extends TestContextOptions {
  /** What `ctx.status()` gives. @defaultValue a host without channels */
  readonly status?: () => Promise<HostStatus>;
}

export interface TestObserverContext<Config> extends ObserverContext<Config>, TestControls {
  readonly log: TestLog;
}

const EMPTY_HOST: HostStatus = { version: '0.0.0', configuration: { loadedAt: 0 }, channels: [] };

/** What an observer gets, for a test: as `createTestContext`, and how things stand with the host. */
export function createTestObserverContext<Config>(
  config: Config,
  { status = async () => EMPTY_HOST, ...options }: TestObserverOptions = {},
): TestObserverContext<Config> {
  return { ...createTestContext(config, options), status };
}

export interface TestSourceOptions extends TestContextOptions {
  /** Called before an event is kept: what it throws is what `publish` rejects with. */
  readonly onPublish?: (event: EventDraft) => void | Promise<void>;
}

export interface TestSourceContext<Config> extends SourceContext<Config>, TestControls {
  readonly log: TestLog;
  /** What was published, oldest first; an event whose id was published before is not kept again. */
  readonly published: readonly EventDraft[];
}

/** What a source gets, for a test: as `createTestContext`, and what it publishes is kept. */
export function createTestSourceContext<Config>(
  config: Config,
  options: TestSourceOptions = {},
): TestSourceContext<Config> {
  const published: EventDraft[] = [];
  const ids = new Set<string>();
  return {
    ...createTestContext(config, options),
    published,
    async publish(event): Promise<PublishReceipt> {
      await options.onPublish?.(event);
      const id = event.id ?? `event-${ids.size + 1}`;
      if (ids.has(id)) return { id, duplicate: true };
      ids.add(id);
      published.push(event);
      return { id, duplicate: false };
    },
  };
}
