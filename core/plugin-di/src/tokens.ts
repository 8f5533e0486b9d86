import type {
  ConfigSchema,
  Describe,
  ObserverContext,
  PluginContext,
  PluginHttp,
  PluginLog,
  PluginState,
  SourceContext,
} from '@headwind/plugin-api';
import type { InjectionToken } from 'tsyringe';

/** A token that carries its type: to inject it where it does not fit is a compile error. No two are the same. */
export function token<T>(name: string): InjectionToken<T> {
  return Symbol(name);
}

// What every instance's container has: the parts of its context.

/** All of the context, for what takes a whole one. */
export const CONTEXT: InjectionToken<PluginContext<unknown>> = token('CONTEXT');
/** `ctx.name` */
export const NAME: InjectionToken<string> = token('NAME');
/** `ctx.describe` */
export const DESCRIBE: InjectionToken<Describe> = token('DESCRIBE');
/** `ctx.log` */
export const LOG: InjectionToken<PluginLog> = token('LOG');
/** `ctx.http` */
export const HTTP: InjectionToken<PluginHttp> = token('HTTP');
/** `ctx.state` */
export const STATE: InjectionToken<PluginState> = token('STATE');
/** `ctx.signal` */
export const SIGNAL: InjectionToken<AbortSignal> = token('SIGNAL');
/** `ctx.publish`: of sources alone. */
export const PUBLISH: InjectionToken<SourceContext<unknown>['publish']> = token('PUBLISH');
/** `ctx.status`: of observers alone. */
export const STATUS: InjectionToken<ObserverContext<unknown>['status']> = token('STATUS');

/** Given out by `configOf`, which knows its type. */
export const CONFIG = Symbol('CONFIG');

/**
 * The token of `ctx.config`. It is the same one for every schema, as an instance has one configuration.
 *
 * @param _schema the plugin's own, which says the type
 */
export function configOf<Config>(_schema: ConfigSchema<Config>): InjectionToken<Config> {
  return CONFIG;
}
