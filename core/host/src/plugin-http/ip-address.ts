import ipaddr from 'ipaddr.js';

export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

/** A network and the length of its prefix. */
export type IpRange = readonly [IpAddress, number];

/** The IP address a text is, if it is one. Reads full dotted IPv4 only: URL and resolver have put the rest into that form. */
export function ipAddressOf(text: string): IpAddress | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined;
}

/** An IP address or CIDR range; a single address is a range of its own. */
export function ipRangeOf(text: string): IpRange | undefined {
  if (!text.includes('/')) {
    const address = ipAddressOf(text);
    return address && [address, address.kind() === 'ipv4' ? 32 : 128];
  }
  return ipaddr.isValidCIDR(text) ? ipaddr.parseCIDR(text) : undefined;
}

export function isInRange(address: IpAddress, [network, prefix]: IpRange): boolean {
  return address.kind() === network.kind() && address.match(network, prefix);
}

/**
 * Every address a packet to this one may end at: itself, and the IPv4 address written inside an IPv6 one. That is
 * IPv4-mapped and IPv4-compatible (RFC 4291, section 2.5.5), IPv4-translated (RFC 6145), NAT64 (RFC 6052 and RFC 8215)
 * and 6to4 (RFC 3056).
 */
export function destinationsOf(address: IpAddress): readonly IpAddress[] {
  if (address.kind() === 'ipv4') return [address];
  const bytes = address.toByteArray();
  // ::1 has the look of an IPv4-compatible address, and is none.
  const inLastFour =
    address.range() !== 'loopback' && IPV4_IN_LAST_FOUR_BYTES.some((range) => isInRange(address, range));
  if (inLastFour) return [address, new ipaddr.IPv4(bytes.slice(12))];
  return isInRange(address, SIX_TO_FOUR) ? [address, new ipaddr.IPv4(bytes.slice(2, 6))] : [address];
}

const IPV4_IN_LAST_FOUR_BYTES: readonly IpRange[] = [
  ipaddr.parseCIDR('::ffff:0:0/96'),
  ipaddr.parseCIDR('::/96'),
  ipaddr.parseCIDR('::ffff:0:0:0/96'),
  ipaddr.parseCIDR('64:ff9b::/96'),
  ipaddr.parseCIDR('64:ff9b:1::/48'),
];

const SIX_TO_FOUR: IpRange = ipaddr.parseCIDR('2002::/16');
