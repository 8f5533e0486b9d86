import {
  type DependencyContainer,
  type InjectionToken,
  isClassProvider,
  isFactoryProvider,
  isTokenProvider,
  isValueProvider,
  Lifecycle,
} from 'tsyringe';
import { canChange } from './can-change.js';
import { chainOf, type Registration, registrationsOf, registrationsUnder } from './container-insides.js';

/** Which instance's container an object was given out by. */
const owners = new WeakMap<object, DependencyContainer>();

/**
 * Makes the container of one instance: a child, in which nothing that can change is shared with the instances beside it.
 * What is shared all the same is refused when it is asked for, as other plugins may register what they like on tsyringe's
 * root: a singleton, a value that can change, and an object that a factory has given to another instance.
 */
export function childFor(container: DependencyContainer): DependencyContainer {
  const child = container.createChildContainer();
  const seen = new Set<InjectionToken>();
  for (const above of chainOf(container)) {
    for (const [token, registrations] of registrationsOf(above)) {
      if (seen.has(token)) continue;
      seen.add(token);
      // tsyringe itself does this for the registrations of the direct parent alone.
      if (above !== container && registrations.some(isContainerScoped)) copyInto(child, token, registrations);
      guard(child, token, registrations);
    }
  }
  return child;
}

function guard(child: DependencyContainer, token: InjectionToken, registrations: readonly Registration[]): void {
  child.beforeResolution(token, (_token, type) => {
    const inEffect = registrationsUnder(child, token) ?? registrations;
    const asked = type === 'All' ? inEffect : inEffect.slice(-1);
    for (const registration of asked.filter((each) => registrations.includes(each))) refuseShared(token, registration);
  });
  child.afterResolution(token, (_token, result: unknown, type) => {
    const given: readonly unknown[] = type === 'All' && Array.isArray(result) ? result : [result];
    for (const object of given) claim(token, object, child);
  });
}

function refuseShared(token: InjectionToken, { provider, options }: Registration): void {
  if (options.lifecycle === Lifecycle.Singleton) {
    throw new Error(
      `${nameOf(token)} is a singleton of the plugin's container, so that all instances of the plugin would share it. Mark its class with injectable() of @headwind/plugin-di, or register it with Lifecycle.ContainerScoped: each instance then has its own.`,
    );
  }
  if (isValueProvider(provider) && canChange(provider.useValue)) {
    throw new Error(
      `${nameOf(token)} is a value of the plugin's container that can change, and all instances of the plugin would share it. Freeze it, with all that is in it; where that holds a Map, a Date or an instance of a class, register a class or a factory: each instance then has its own.`,
    );
  }
}

/** From now on the object is this instance's. */
function claim(token: InjectionToken, object: unknown, child: DependencyContainer): void {
  if (!canChange(object)) return;
  if ((owners.get(object) ?? child) !== child) {
    throw new Error(
      `${nameOf(token)} gave an object that another instance has, so that both would share it. Make a new one each time, with instancePerContainerCachingFactory of tsyringe where it is to be one an instance.`,
    );
  }
  owners.set(object, child);
}

function isContainerScoped({ options }: Registration): boolean {
  return options.lifecycle === Lifecycle.ContainerScoped;
}

function copyInto(child: DependencyContainer, token: InjectionToken, registrations: readonly Registration[]): void {
  for (const { provider, options } of registrations) {
    if (isClassProvider(provider)) child.register(token, provider, options);
    else if (isTokenProvider(provider)) child.register(token, provider, options);
    else if (isFactoryProvider(provider)) child.register(token, provider);
    else child.register(token, provider);
  }
}

/** As the author wrote it. */
function nameOf(token: InjectionToken): string {
  if (typeof token === 'function') return token.name;
  return typeof token === 'object' ? 'A delayed class' : String(token);
}
