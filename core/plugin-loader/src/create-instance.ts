import type {
  ChannelInstance,
  ObserverContext,
  ObserverInstance,
  Plugin,
  PluginInstance,
  SourceContext,
  SourceInstance,
} from '@headwind/plugin-api';
import type { InstanceContext } from './instance-context.js';

/** What `create` gave, by kind. */
export type CreatedInstance =
  | { readonly kind: 'channel'; readonly instance: ChannelInstance }
  | { readonly kind: 'observer'; readonly instance: ObserverInstance }
  | { readonly kind: 'source'; readonly instance: SourceInstance };

/** Runs a plugin's `create`. What it gives is not checked yet. */
export async function createInstance(plugin: Plugin, ctx: InstanceContext): Promise<CreatedInstance> {
  switch (plugin.kind) {
    case 'channel':
      return { kind: plugin.kind, instance: await plugin.create(ctx) };
    case 'observer':
      if (!isObserverContext(ctx)) throw new TypeError('The context of an observer needs status.');
      return { kind: plugin.kind, instance: await plugin.create(ctx) };
    case 'source':
      if (!isSourceContext(ctx)) throw new TypeError('The context of a source needs publish.');
      return { kind: plugin.kind, instance: await plugin.create(ctx) };
  }
}

function isObserverContext(ctx: InstanceContext): ctx is ObserverContext<unknown> {
  return 'status' in ctx;
}

function isSourceContext(ctx: InstanceContext): ctx is SourceContext<unknown> {
  return 'publish' in ctx;
}

/**
 * What is wrong with what `create` gave, types not holding for a plugin in plain JavaScript: undefined when nothing is.
 */
export function faultOf({ kind, instance }: CreatedInstance): string | undefined {
  const given: unknown = instance;
  if (typeof given !== 'object' || given === null) return `create gave ${String(given)}, expected an object`;
  const required = REQUIRED[kind];
  if (required !== undefined && typeof Reflect.get(given, required) !== 'function') {
    return `create gave an instance without the function ${required}, which a ${kind} must have`;
  }
  const wrong = OPTIONAL.find((name) => !['undefined', 'function'].includes(typeof Reflect.get(given, name)));
  if (wrong !== undefined) return `create gave an instance whose ${wrong} is no function`;
  return routesFault(instance);
}

const REQUIRED: Readonly<Record<CreatedInstance['kind'], string | undefined>> = {
  channel: 'deliver',
  observer: 'observe',
  source: undefined,
};

const OPTIONAL = ['start', 'stop', 'health', 'preview'];

function routesFault({ routes }: PluginInstance): string | undefined {
  if (routes === undefined) return undefined;
  const isRoute = (route: unknown) =>
    typeof route === 'object' &&
    route !== null &&
    ['GET', 'POST'].includes(String(Reflect.get(route, 'method'))) &&
    String(Reflect.get(route, 'path')).startsWith('/') &&
    typeof Reflect.get(route, 'handle') === 'function';
  if (Array.isArray(routes) && routes.every(isRoute)) return undefined;
  return 'create gave an instance whose routes are not a list of { method: GET or POST, path: /…, handle }';
}
