import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Where the host listens. Port 0 takes any free port. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Every address, IPv6 and IPv4 alike: the unspecified address of RFC 4291, section 2.5.2. */
const EVERY_ADDRESS = '::';

/** Reads `127.0.0.1:8080`, `localhost:8080`, `[::1]:8080`, and `:8080` for every address. Undefined for anything else. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const [, bracketed, plain, digits] = match;
  const port = Number(digits);
  if (port > 65_535) return undefined;
  if (bracketed !== undefined) return isIPv6(bracketed) ? { host: bracketed, port } : undefined;
  if (plain === undefined || plain === '') return { host: EVERY_ADDRESS, port };
  return isIPv4(plain) || isHostName(plain) ? { host: plain, port } : undefined;
}

/** As `parseListenAddress` reads it. */
export function listenAddressText({ host, port }: ListenAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether only this machine reaches the address: 127.0.0.0/8, ::1 or `localhost`. */
export function isLoopback(host: string): boolean {
  if (host.toLowerCase() === 'localhost') return true;
  return (isIPv4(host) || isIPv6(host)) && ipaddr.process(host).range() === 'loopback';
}

/** A name of RFC 1123, section 2.1, whose last label is not a number: that would be a misspelt IPv4 address. */
export function isHostName(text: string): boolean {
  const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
  return text.length <= 253 && new RegExp(`^(?:${label}\\.)*(?!\\d+$)${label}$`, 'i').test(text);
}
