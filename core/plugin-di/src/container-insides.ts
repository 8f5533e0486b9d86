import 'reflect-metadata';
import {
  type DependencyContainer,
  type Disposable,
  type InjectionToken,
  type Lifecycle,
  type Provider,
  container as root,
} from 'tsyringe';

/*
 * tsyringe does not say what is registered on a container, nor what one has made. Without the first nobody could tell that
 * instances would share something; without the second, a `dispose` that throws would keep the others from being called. So
 * both are read from its insides, as 4.x has them, and here alone. A container of any other form is refused.
 */

/** What a token stands for, as a container keeps it. */
export interface Registration {
  readonly provider: Provider;
  readonly options: { readonly lifecycle: Lifecycle };
}

/**
 * @throws TypeError when it is no container, or one of another copy of tsyringe than this package has. Each copy has its own
 * list of decorated classes and its own root: a container of one knows nothing of what was decorated with the other.
 */
export function requireOwnContainer(container: DependencyContainer): void {
  const chain = chainOf(container);
  if (chain.at(-1) !== root) {
    throw new TypeError(
      'createWith got a container of another copy of tsyringe than @headwind/plugin-di has, or no container at all. Expected `container` of tsyringe or a child of it. See `npm ls tsyringe`; `npm dedupe`, or a range of tsyringe that both can have, makes them one.',
    );
  }
  for (const each of chain) {
    registryOf(each);
    disposablesOf(each);
  }
}

/** The container and those above it, the root last. */
export function chainOf(container: DependencyContainer): readonly DependencyContainer[] {
  const chain = [container];
  for (let above = parentOf(container); above !== undefined; above = parentOf(above)) chain.push(above);
  return chain;
}

function parentOf(container: DependencyContainer): DependencyContainer | undefined {
  return typeof container === 'object' && container !== null ? Reflect.get(container, 'parent') : undefined;
}

/** Every token that is registered on the container itself, with its registrations: `resolve` takes the last. */
export function registrationsOf(
  container: DependencyContainer,
): readonly (readonly [InjectionToken, readonly Registration[]])[] {
  return [...registryOf(container).entries()].filter(([, registrations]) => registrations.length > 0);
}

/** What is registered under a token on the container itself. */
export function registrationsUnder(
  container: DependencyContainer,
  token: InjectionToken,
): readonly Registration[] | undefined {
  const registrations = registryOf(container).get(token) ?? [];
  return registrations.length > 0 ? registrations : undefined;
}

/** What `dispose` of the container would dispose of, in the order in which it was made. */
export function disposablesOf(container: DependencyContainer): Set<Disposable> {
  const disposables: unknown = Reflect.get(container, 'disposables');
  if (disposables instanceof Set) return disposables;
  throw unknownForm('disposables');
}

function registryOf(container: DependencyContainer): ReadonlyMap<InjectionToken, readonly Registration[]> {
  const registry: unknown = Reflect.get(container, '_registry');
  const map: unknown = typeof registry === 'object' && registry !== null ? Reflect.get(registry, '_registryMap') : null;
  if (map instanceof Map) return map;
  throw unknownForm('registrations');
}

function unknownForm(what: string): TypeError {
  return new TypeError(
    `This version of tsyringe keeps its ${what} in another form than @headwind/plugin-di knows. Install tsyringe 4.10.`,
  );
}
