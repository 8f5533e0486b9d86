import type { DependencyContainer, Disposable } from 'tsyringe';
import { disposablesOf } from './container-insides.js';

/**
 * Disposes of the container of one instance, and of what it made: one after another, the last made first, so that whatever
 * has a part outlives it no longer than the part. One that throws keeps no other from being disposed of.
 *
 * @throws what a `dispose` threw; an AggregateError where several did
 */
export async function disposeParts(child: DependencyContainer): Promise<void> {
  const disposables = disposablesOf(child);
  const made: readonly Disposable[] = [...disposables].reverse();
  disposables.clear();
  // From here on nothing can be resolved any more.
  await child.dispose();
  const errors: unknown[] = [];
  for (const each of made) {
    try {
      await each.dispose();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, errors.map(String).join('; '));
}
