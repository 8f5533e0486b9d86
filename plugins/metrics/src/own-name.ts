import { isIP } from 'node:net';

/**
 * Whether the header `Host` names this machine as nobody else can: by an IP address, `localhost` or a name below it
 * (RFC 6761, section 6.3). Any other name may be that of a web page, pointed here to be read through somebody's browser.
 */
export function isNameOfThisMachine(host: string | undefined): boolean {
  const base = `http://${host ?? ''}`;
  if (!URL.canParse(base)) return false;
  const name = new URL(base).hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost');
}
