import { type IpAddress, type IpRange, ipRangeOf, isInRange } from './ip-address.js';

/** One entry of `network.allow` or `network.deny`. */
export type AddressRule =
  | { readonly type: 'range'; readonly range: IpRange }
  | { readonly type: 'name'; readonly matches: (name: string) => boolean };

/**
 * Reads an IP address, a CIDR range, or a host name, in which a leading `*.` stands for any name below it (not for the
 * name itself).
 *
 * @throws RangeError for anything else; the message says what was found
 */
export function parseAddressRule(text: string): AddressRule {
  const range = ipRangeOf(text);
  if (range) return { type: 'range', range };
  const name = normalHostName(text);
  if (!HOST_NAME.test(name) || ENDS_IN_NUMBER.test(name)) {
    throw new RangeError(
      `"${text}" is neither an IP address (10.1.2.3), nor a CIDR range (10.0.0.0/8), nor a host name (example.com, *.example.com).`,
    );
  }
  if (!name.startsWith('*.')) return { type: 'name', matches: (host) => host === name };
  const ending = name.slice(1);
  return { type: 'name', matches: (host) => host.endsWith(ending) && host.length > ending.length };
}

/** A host name as URLs and rules both write it: lower case, without the dot of the DNS root. */
export function normalHostName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Whether one of the rules names this host name, or a range that holds one of the addresses. */
export function someRuleMatches(rules: readonly AddressRule[], name: string, addresses: readonly IpAddress[]): boolean {
  return rules.some((rule) =>
    rule.type === 'name' ? rule.matches(name) : addresses.some((address) => isInRange(address, rule.range)),
  );
}

/** Labels of letters, digits, dashes and (in service names) underscores, divided by dots. */
const HOST_NAME = /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;

/** A name whose last label is a number is a misspelt IPv4 address: URLs cannot hold one. */
const ENDS_IN_NUMBER = /(^|\.)\d+$/;
