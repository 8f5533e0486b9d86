import { createHash } from 'node:crypto';
import type { HeadwindEvent } from './event.js';

/** In hexadecimal digits: enough that two updates never share a key. */
const HASH_LENGTH = 32;

/**
 * The update that an event is about, as a text that all events of one update share: workload, container (where it is
 * named), old image and new image. Rollback events name the images the other way round and have the key of the update they
 * undo. The update request is no part of it, because the Headwind operator names it in some events alone; nor is the kind
 * of workload, which is often unknown.
 *
 * @param limit a longer key is cut and ends in a hash of the whole, in UTF-16 code units; at least 64
 */
export function updateKeyOf(event: HeadwindEvent, limit = 255): string {
  const { namespace, name } = event.workload;
  const { container = '', currentImage, newImage } = event.data;
  const [from, to] = event.kind.startsWith('rollback_') ? [newImage, currentImage] : [currentImage, newImage];
  const place = container === '' ? `${namespace}/${name}` : `${namespace}/${name}/${container}`;
  const key = `${place} ${from} -> ${to}`.replace(/\p{Surrogate}/gu, '\ufffd').replace(/\p{Cc}/gu, ' ');
  if (key.length <= limit) return key;
  const hash = createHash('sha256').update(key).digest('hex').slice(0, HASH_LENGTH);
  return `${key.slice(0, limit - HASH_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')} ${hash}`;
}
