import type { Fact, HeadwindEvent } from '@headwind/plugin-api';
import { plainLine } from './plain-text.js';

/** Characters of all keys and values together (docs.opsgenie.com, "Alert API"). */
const DETAILS = 8_000;

const NAME_LENGTH = 100;

/** So that one long error message leaves room for the other facts. Characters. */
const VALUE_LENGTH = 1_000;

/**
 * The facts by name, for rules and searches in Opsgenie, after the kind and the id of the event. A name that stands twice
 * gets a number. Facts without a value, and those for which there is no room, are left out.
 */
export function detailsOf(event: HeadwindEvent, facts: readonly Fact[]): Record<string, string> {
  const details = new Map<string, string>();
  let room = DETAILS;
  for (const fact of [{ name: 'Event', value: event.kind }, { name: 'Event Id', value: event.id }, ...facts]) {
    const value = plainLine(fact.value, VALUE_LENGTH);
    const key = freeKey(plainLine(fact.name, NAME_LENGTH) || 'Fact', details);
    const size = key.length + value.length;
    if (value === '' || size > room) continue;
    details.set(key, value);
    room -= size;
  }
  return Object.fromEntries(details);
}

function freeKey(name: string, taken: ReadonlyMap<string, string>): string {
  let key = name;
  for (let number = 2; taken.has(key); number += 1) key = `${name} (${number})`;
  return key;
}
