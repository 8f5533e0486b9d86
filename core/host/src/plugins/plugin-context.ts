import type { StateStore } from '@headwind/bus/state-store';
import type {
  Describe,
  ObserverContext,
  PluginContext,
  PluginHttp,
  PluginLog,
  PluginState,
  SourceContext,
} from '@headwind/plugin-api';
import type { InstanceContext } from '@headwind/plugin-loader/instance-context';
import type { LoadedPlugin } from './load-plugin.js';

/** What the context of one instance is made of. */
export interface ContextParts {
  /** How this instance puts an event into words: `describeWith` its templates. */
  readonly describe: Describe;
  readonly log: PluginLog;
  readonly http: PluginHttp;
  readonly state: StateStore;
  /** Aborted when the instance is to stop. */
  readonly signal: AbortSignal;
  /** For a source; the others do not get it. */
  readonly publish: SourceContext<unknown>['publish'];
  /** For an observer; the others do not get it. */
  readonly status: ObserverContext<unknown>['status'];
}

/**
 * Makes `ctx`, all that an instance gets. It is frozen and its parts are made for it alone: through it an instance reaches
 * neither the host nor other instances.
 */
export function createPluginContext(
  loaded: Pick<LoadedPlugin, 'config' | 'plugin' | 'settings'>,
  parts: ContextParts,
): InstanceContext {
  const { name } = loaded.config;
  const { describe, log, http, state, publish, status } = parts;
  const context: PluginContext<unknown> = {
    name,
    config: loaded.settings,
    describe: (event) => describe(event),
    log: Object.freeze<PluginLog>({
      debug: (message, fields) => log.debug(message, fields),
      info: (message, fields) => log.info(message, fields),
      warn: (message, fields) => log.warn(message, fields),
      error: (message, fields) => log.error(message, fields),
    }),
    http: Object.freeze<PluginHttp>({ post: http.post.bind(http), fetch: http.fetch.bind(http) }),
    state: stateOf(name, state),
    // One of its own, for whoever holds a signal may dispatch `abort` events on it.
    signal: AbortSignal.any([parts.signal]),
  };
  switch (loaded.plugin.kind) {
    case 'channel':
      return Object.freeze(context);
    case 'observer':
      return Object.freeze<ObserverContext<unknown>>({ ...context, status: () => status() });
    case 'source':
      return Object.freeze<SourceContext<unknown>>({ ...context, publish: (event) => publish(event) });
  }
}

function stateOf(instance: string, store: StateStore): PluginState {
  return Object.freeze<PluginState>({
    get: (key) => store.get(instance, key),
    set: (key, value) => store.set(instance, key, value),
    delete: (key) => store.delete(instance, key),
  });
}
