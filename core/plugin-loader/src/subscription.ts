import type { Manifest } from '@headwind/plugin-api';

/** The kinds of event that a plugin subscribes to, as patterns; every kind where its manifest names none. */
export function subscriptionOf({ subscribes = ['*'] }: Pick<Manifest, 'subscribes'>): readonly string[] {
  return subscribes;
}
