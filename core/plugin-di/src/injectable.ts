import 'reflect-metadata';
import { Lifecycle, scoped } from 'tsyringe';
import { parametersWithoutToken } from './injected-parameters.js';

/**
 * Marks a class of a plugin, whose constructor takes what `@inject` says. Each instance of the plugin has one of it: made
 * when it is first asked for, and the same for all that ask.
 *
 * @throws TypeError when a parameter has no `@inject`: tsyringe would silently leave it undefined
 */
export function injectable(): ReturnType<typeof scoped> {
  return (target) => {
    const missing = parametersWithoutToken(target);
    if (missing.length > 0) {
      const numbers = missing.map((position) => position + 1).join(', ');
      throw new TypeError(
        `The constructor of ${target.name} has no @inject(token) at parameter ${numbers} of ${target.length}. Every parameter needs one.`,
      );
    }
    scoped(Lifecycle.ContainerScoped)(target);
  };
}
