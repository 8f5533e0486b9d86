import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Where to listen. Port 0 takes any free port. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Every address, IPv6 and IPv4 alike: the unspecified address of RFC 4291, section 2.5.2. */
const EVERY_ADDRESS = '::';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Reads what `server.listen` of the host takes too: `0.0.0.0:9090`, `localhost:9090`, `[::1]:9090`, and `:9090` for every
 * address. Undefined for anything else.
 */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const match = /^(?:\[([^\]]+)\]|([a-z0-9.-]*)):(\d{1,5})$/i.exec(text);
  if (match === null) return undefined;
  const [, bracketed, plain = '', digits] = match;
  const port = Number(digits);
  if (port > 65_535) return undefined;
  if (bracketed !== undefined) return isIPv6(bracketed) ? { host: bracketed, port } : undefined;
  if (plain === '') return { host: EVERY_ADDRESS, port };
  // A name whose last label is a number is a misspelt IPv4 address.
  return isIPv4(plain) || !/(^|\.)\d+$/.test(plain) ? { host: plain, port } : undefined;
}

/** Whether only this machine reaches the address: 127.0.0.0/8, ::1 or `localhost`. */
export function isLoopback(host: string): boolean {
  if (isIPv4(host)) return LOOPBACK.check(host, 'ipv4');
  return isIPv6(host) ? LOOPBACK.check(host, 'ipv6') : host.toLowerCase() === 'localhost';
}
