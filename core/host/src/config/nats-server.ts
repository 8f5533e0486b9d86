/** As a server of NATS is written: `nats://nats:4222`, `tls://nats.example.com`. */
const SCHEMES = ['nats:', 'tls:'];

/** Whether the text is the address of one server, with nothing behind it. */
export function isNatsServer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(text);
  return SCHEMES.includes(protocol) && hostname !== '' && ['', '/'].includes(pathname) && search === '' && hash === '';
}

/** What an address says of who connects; undefined where it says nothing. */
export function credentialsIn(server: string): { readonly user: string; readonly password: string } | undefined {
  if (!URL.canParse(server)) return undefined;
  const { username, password } = new URL(server);
  return username === '' && password === '' ? undefined : { user: username, password };
}
