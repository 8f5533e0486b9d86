import { isRegExp } from 'node:util/types';

/**
 * Whether an object can change, itself or somewhere in it. Freezing holds only what an object shows: what a Map, a Date
 * or an instance of a class keeps inside goes on changing, and cannot be looked at. So only plain objects, arrays and
 * regular expressions count as frozen. Functions are passed over: nobody sees what they close over.
 */
export function canChange(value: unknown, seen: Set<object> = new Set()): value is object {
  if (typeof value !== 'object' || value === null || seen.has(value)) return false;
  seen.add(value);
  if (!Object.isFrozen(value) || !isPlain(value)) return true;
  return Reflect.ownKeys(value).some((key) => canChange(Object.getOwnPropertyDescriptor(value, key)?.value, seen));
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null || isRegExp(object);
}
