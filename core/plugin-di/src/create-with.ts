import type { PluginContext } from '@headwind/plugin-api';
import type { DependencyContainer } from 'tsyringe';
import { requireOwnContainer } from './container-insides.js';
import { InstanceLife } from './instance-life.js';
import { registerContext } from './register-context.js';
import { childFor } from './shared-guard.js';

/**
 * The `create` of a plugin that is made of several classes:
 *
 *     create: createWith(container, (child) => child.resolve(TeamChat)),
 *
 * Each instance has a child of the container, with the parts of its context under the tokens of this package, and shares
 * nothing with the instances beside it. When it has stopped, or did not come to be, the child is disposed of: whatever it
 * made that has a `dispose` gets called, the last made first.
 *
 * @param container the plugin's own: `container` of tsyringe, or a child of it
 * @param make gives the instance; it may register more on the child before
 * @throws TypeError for a container of another copy of tsyringe
 */
export function createWith<Context extends PluginContext<unknown>, Instance extends object>(
  container: DependencyContainer,
  make: (child: DependencyContainer, ctx: Context) => Instance | Promise<Instance>,
): (ctx: Context) => Promise<Instance> {
  requireOwnContainer(container);
  return async (ctx) => {
    const child = childFor(container);
    registerContext(child, ctx);
    const life = new InstanceLife(child, ctx);
    try {
      const instance = await make(child, ctx);
      life.made(instance);
      return endingWith(instance, life);
    } catch (error) {
      await life.letGo();
      throw onOneLine(error);
    }
  };
}

/** The instance, with the start and the stop of its life, and all else its own. */
function endingWith<Instance extends object>(instance: Instance, { start, stop }: InstanceLife): Instance {
  return new Proxy(instance, {
    get(target, key) {
      if (key === 'start') return start;
      if (key === 'stop') return stop;
      // Methods run on the instance itself: they could not read its private fields through a proxy.
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** tsyringe writes the class on the first line and the token on the last; the host shows the first line alone. */
function onOneLine(error: unknown): unknown {
  if (!(error instanceof Error) || !error.message.startsWith('Cannot inject the dependency')) return error;
  return new Error(error.message.replaceAll(/\s*\n\s*/g, ' '), { cause: error });
}
