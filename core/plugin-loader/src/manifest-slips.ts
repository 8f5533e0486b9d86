import { nearestName } from '@headwind/bus/nearest-name';
import { kindFilter } from '@headwind/bus/router';
import { EVENT_KINDS, type Manifest } from '@headwind/plugin-api';
import { isMapping } from './mapping.js';
import type { PluginPackage } from './plugin-package.js';
import { MANIFEST_KEYS } from './read-manifest.js';

/** A key that no manifest has, and the one that was meant. */
export interface MisspeltKey {
  readonly key: string;
  readonly nearest: string;
}

/** The keys of a manifest that look misspelt. Others that are not known are passed over: it may be newer than this host. */
export function misspeltKeys({ manifest }: PluginPackage): readonly MisspeltKey[] {
  if (!isMapping(manifest)) return [];
  return Object.keys(manifest).flatMap((key) => {
    const nearest = MANIFEST_KEYS.includes(key) ? undefined : nearestName(key, MANIFEST_KEYS);
    return nearest === undefined ? [] : [{ key, nearest }];
  });
}

/** The patterns of `subscribes` that fit no kind of event. */
export function fruitlessPatterns({ subscribes = [] }: Pick<Manifest, 'subscribes'>): readonly string[] {
  return subscribes.filter((pattern) => !EVENT_KINDS.some(kindFilter([pattern], {})));
}
