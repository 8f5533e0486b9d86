import { z } from 'zod';
import { parseAddressRule } from '../plugin-http/address-rule.js';
import { parseDuration } from './duration.js';
import { parseListenAddress } from './listen-address.js';
import { parseSize } from './size.js';

/*
 * The kinds of value in the configuration. The message of each is only what it expects; what was found is added where
 * the problem is made, from the file as it is written, so that no message can hold a resolved secret.
 */

const MILLISECONDS_A_DAY = 86_400_000;

/*
 * What an editor can tell of such a value, as JSON Schema: patterns are those of the parsers, without their ranges.
 */

const DURATION_SHAPE = { pattern: '^\\d{1,15}(ms|s|m|h|d)$', examples: ['500ms', '10s', '24h'] };

const SIZE_TEXT_SHAPE = { pattern: '^\\d{1,15}(B|KiB|MiB|GiB)?$', examples: ['1MiB', '512KiB'] };

const LISTEN_SHAPE = {
  pattern: '^(\\[[^\\]]+\\]|[^:[\\]]*):\\d{1,5}$',
  examples: ['127.0.0.1:8080', '[::1]:8080', ':8080'],
};

/** For whatever is waited for with a timer; Node's go no further than 24.8 days. */
export const TIMER: DurationRange = { min: '1ms', max: '24h' };

/** For what is kept or tried again over days. */
export const PERIOD: DurationRange = { min: '0s', max: '3650d' };

interface DurationRange {
  readonly min: string;
  readonly max: string;
}

interface SizeRange {
  readonly min: string;
  readonly max: string;
  readonly examples: string;
}

/** Read as milliseconds. */
export function duration({ min, max }: DurationRange) {
  const expected = `expected a duration from ${min} to ${max}, such as 500ms, 10s, 5m, 24h or 3d`;
  const least = parseDuration(min) ?? 0;
  const most = parseDuration(max) ?? MILLISECONDS_A_DAY;
  const written = z.string(expected).meta(DURATION_SHAPE);
  return written.transform((text, context) => {
    const milliseconds = parseDuration(text);
    if (milliseconds !== undefined && milliseconds >= least && milliseconds <= most) return milliseconds;
    context.addIssue(expected);
    return z.NEVER;
  });
}

const ANY_SIZE = { min: '1B', max: '1GiB', examples: '1MiB, 512KiB' };

/** Read as bytes. */
export function size({ min, max, examples }: SizeRange = ANY_SIZE) {
  const expected = `expected a size from ${min} to ${max}, such as ${examples}, or a plain number of bytes`;
  const least = parseSize(min) ?? 1;
  const most = parseSize(max) ?? 2 ** 30;
  const written = z.union(
    [z.string().meta(SIZE_TEXT_SHAPE), z.number().meta({ minimum: least, multipleOf: 1 })],
    expected,
  );
  return written.transform((value, context) => {
    const bytes = parseSize(value);
    if (bytes !== undefined && bytes >= least && bytes <= most) return bytes;
    context.addIssue(expected);
    return z.NEVER;
  });
}

export function listenAddress() {
  const expected = 'expected an address and a port, such as 127.0.0.1:8080, "[::1]:8080", or ":8080" for every address';
  const written = z.string(expected).meta(LISTEN_SHAPE);
  return written.transform((text, context) => {
    const address = parseListenAddress(text);
    if (address !== undefined) return address;
    context.addIssue(expected);
    return z.NEVER;
  });
}

export function wholeNumber(min: number, max: number) {
  const expected = `expected a whole number from ${min} to ${max}`;
  return z.int(expected).min(min, expected).max(max, expected);
}

export function flag() {
  return z.boolean('expected true or false');
}

export function text(expected: string) {
  return z.string(expected).min(1, expected);
}

export function listOf<Item extends z.ZodType>(item: Item, expected: string) {
  return z.array(item, expected);
}

/** An IP address, CIDR range or host name that plugins may or may not reach. */
export function addressRule() {
  const expected = 'expected an IP address, a CIDR range such as 10.0.0.0/8, or a host name such as *.example.com';
  const written = z.string(expected).meta({ examples: ['10.0.0.0/8', '192.0.2.1', '*.example.com'] });
  return written.refine((rule) => isAddressRule(rule), expected);
}

function isAddressRule(rule: string): boolean {
  try {
    parseAddressRule(rule);
    return true;
  } catch {
    return false;
  }
}

/** A mapping of these keys and no other. */
export function mappingOf<Shape extends z.ZodRawShape>(shape: Shape) {
  const expected = `expected a mapping with keys such as ${Object.keys(shape).slice(0, 3).join(', ')}`;
  return z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : expected) });
}
