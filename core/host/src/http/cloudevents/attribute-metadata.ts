import { isMapping } from '../../config/mapping.js';
import type { Attributes, Extensions } from './attributes.js';

/** What stands before the name of an attribute in the key of its metadata entry. Names themselves have no dash. */
const KEY_PREFIX = 'cloudevents-';

/** What the event says itself: of which version and kind it is, and how its data is written. */
const TOLD_OTHERWISE = ['specversion', 'type', 'datacontenttype'];

/**
 * The metadata of an event: the publisher's own, and every attribute that nothing else of the event tells. A key of the
 * publisher's that begins as those of attributes do gets the beginning once more, so that no two ever meet: a CloudEvent
 * that goes from host to host keeps what each of them was sent.
 *
 * @param own what the publisher wrote, whatever it is; anything but an object is left for the schema to refuse
 * @param told the name of an attribute that the event tells itself
 */
export function metadataWith(own: unknown, attributes: Attributes & Extensions, told: string | undefined): unknown {
  if (own !== undefined && !isMapping(own)) return own;
  const renamed = Object.entries(own ?? {}).map(([key, value]) => [
    key.startsWith(KEY_PREFIX) ? KEY_PREFIX + key : key,
    value,
  ]);
  const kept = Object.entries(attributes)
    .filter(([name]) => name !== told && !TOLD_OTHERWISE.includes(name))
    .map(([name, value]) => [KEY_PREFIX + name, String(value)]);
  return Object.fromEntries([...renamed, ...kept]);
}

/** The attribute, or the publisher's own key, behind a key of `metadataWith`. */
export function behindKey(key: string): { readonly attribute: string } | { readonly own: string } {
  if (!key.startsWith(KEY_PREFIX)) return { own: key };
  const rest = key.slice(KEY_PREFIX.length);
  return rest.startsWith(KEY_PREFIX) ? { own: rest } : { attribute: rest };
}
