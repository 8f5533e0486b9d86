import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { CodedError } from '@headwind/bus/coded-error';
import { networkFault } from '@headwind/plugin-api';
import { ADDRESS_REFUSED } from '../plugins/plugin-errors.js';
import { normalHostName, parseAddressRule, someRuleMatches } from './address-rule.js';
import { destinationsOf, type IpAddress, ipAddressOf } from './ip-address.js';

/**
 * Refused unless the operator allows them; nobody's receiver lives there.
 *
 * 0.0.0.0/8, ::          this host (RFC 1122, section 3.2.1.3)
 * 169.254.0.0/16         link-local (RFC 3927), with the metadata service of AWS, Azure and Google at 169.254.169.254
 * fe80::/10              link-local (RFC 4291, section 2.5.6)
 * fd00:ec2::/32          AWS's services of an instance, metadata at fd00:ec2::254
 * fd20:ce::254           Google's metadata service over IPv6
 * 100.100.100.200        Alibaba Cloud's metadata service
 * 192.0.0.192            Oracle Cloud's metadata service
 *
 * The names are Google's; they matter behind a proxy, which resolves names itself.
 */
const REFUSED_BY_DEFAULT = [
  '0.0.0.0/8',
  '::',
  '169.254.0.0/16',
  'fe80::/10',
  'fd00:ec2::/32',
  'fd20:ce::254',
  '100.100.100.200',
  '192.0.0.192',
  'metadata.google.internal',
  'metadata.goog',
].map(parseAddressRule);

/** Decides which addresses plugins may reach. */
export interface AddressGuard {
  /**
   * For the host of a URL, before anything connects: its literal address or its name.
   *
   * @throws `ADDRESS_REFUSED`
   */
  check(hostname: string): void;
  /**
   * For the `lookup` option of a socket: the addresses a name resolves to, without the refused ones, so that a name
   * whose address changes between check and connection gains nothing. `ADDRESS_REFUSED` when none is left.
   */
  readonly lookup: LookupFunction;
}

/**
 * Private ranges and loopback are reachable by default: receivers live in the cluster. Which rule wins: what `deny`
 * names is refused; else what `allow` names is reachable; else the built-in list is refused. A rule on a host name
 * covers every address it resolves to; a rule on an IPv4 address covers its forms inside IPv6.
 *
 * @throws RangeError when an entry is neither an IP address, nor a CIDR range, nor a host name
 */
export function createAddressGuard(rules: {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}): AddressGuard {
  const allow = rules.allow.map(parseAddressRule);
  const deny = rules.deny.map(parseAddressRule);

  function isReachable(name: string, addresses: readonly IpAddress[]): boolean {
    if (someRuleMatches(deny, name, addresses)) return false;
    return someRuleMatches(allow, name, addresses) || !someRuleMatches(REFUSED_BY_DEFAULT, name, addresses);
  }

  function check(hostname: string): void {
    const host = hostname.startsWith('[') ? hostname.slice(1, -1) : normalHostName(hostname);
    const address = ipAddressOf(host);
    if (!isReachable(host, address ? destinationsOf(address) : [])) throw addressRefused(host);
  }

  const lookup: LookupFunction = (hostname, options, callback) => {
    const host = normalHostName(hostname);
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const reachable = found.filter(({ address }) => {
        const parsed = ipAddressOf(address);
        return parsed !== undefined && isReachable(host, destinationsOf(parsed));
      });
      const [first] = reachable;
      if (first === undefined) return callback(addressRefused(host), []);
      if (options.all === true) return callback(null, reachable);
      callback(null, first.address, first.family);
    });
  };

  return Object.freeze({ check, lookup });
}

/**
 * Trouble of the network to the attempt that meets it: its receiver was not reached.
 *
 * @param host without the rest of the URL
 */
export function addressRefused(host: string): CodedError {
  return networkFault(new CodedError(ADDRESS_REFUSED, `The address of "${host}" is refused.`));
}
