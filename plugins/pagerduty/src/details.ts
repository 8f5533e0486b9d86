import { type Description, type Fact, fitLine, fitText } from '@headwind/plugin-api';

/**
 * PagerDuty limits a message as a whole, to 512 KB, and no single detail. These figures keep it below 300 KB with three
 * bytes to a character, the most that UTF-8 and JSON make of one. Characters, but for the first.
 */
const MAX_FACTS = 30;
const MAX_NAME = 100;
const MAX_VALUE = 2_048;
const MAX_TEXT = 8_192;

/** What the details say beside the facts. */
const TEXT = 'Text';
const LEFT_OUT = 'Left out';
const EVENT_ID = 'Event ID';
const DELIVERY_ID = 'Delivery ID';

/** Where a message comes from, for whoever compares PagerDuty with the host's log. */
export interface MessageOrigin {
  readonly eventId: string;
  readonly deliveryId: string;
}

/** `custom_details`: what a person reads below the summary. Facts whose names are the same get numbers. */
export function customDetails(description: Description, origin: MessageOrigin): Readonly<Record<string, string>> {
  const text = fitText(description.text ?? '', MAX_TEXT).trim();
  const facts = description.facts.map(presentable).filter(({ value }) => value !== '');
  const leftOut = Math.max(0, facts.length - MAX_FACTS);
  return Object.fromEntries([
    ...(text === '' ? [] : [[TEXT, text]]),
    ...withUniqueNames(facts.slice(0, MAX_FACTS)),
    ...(leftOut === 0 ? [] : [[LEFT_OUT, `${leftOut} more`]]),
    [EVENT_ID, fitText(origin.eventId, MAX_VALUE)],
    [DELIVERY_ID, fitText(origin.deliveryId, MAX_VALUE)],
  ]);
}

function presentable({ name, value }: Fact): Fact {
  return { name: fitLine(name, MAX_NAME) || 'Fact', value: fitText(value, MAX_VALUE).trim() };
}

/** Names are keys, so a second fact of one name would replace the first: it becomes `Name (2)`. */
function withUniqueNames(facts: readonly Fact[]): [string, string][] {
  const taken = new Set([TEXT, LEFT_OUT, EVENT_ID, DELIVERY_ID]);
  return facts.map(({ name, value }) => {
    let unique = name;
    for (let count = 2; taken.has(unique); count += 1) unique = `${name} (${count})`;
    taken.add(unique);
    return [unique, value];
  });
}
