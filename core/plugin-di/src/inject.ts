import 'reflect-metadata';
import { type InjectionToken, inject as tsyringeInject } from 'tsyringe';
import { rememberToken } from './injected-parameters.js';

/** The type of one parameter of a class's constructor. */
type Parameter<Class, Index extends number> = Class extends abstract new (
  ...args: infer Parameters
) => unknown
  ? Parameters[Index]
  : never;

/**
 * Says what a parameter of a constructor gets: `constructor(@inject(LOG) log: PluginLog)`. It is tsyringe's `inject`, and a
 * compile error where the token gives something else than the parameter takes.
 */
export function inject<T>(token: InjectionToken<T>) {
  return <Class extends abstract new (...args: never) => unknown, Index extends number>(
    target: Class,
    _key: undefined,
    index: Index & (T extends Parameter<Class, Index> ? unknown : 'the token gives something else'),
  ): void => {
    rememberToken(target, index);
    tsyringeInject(token)(target, undefined, index);
  };
}
