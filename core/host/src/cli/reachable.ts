/** As URLs write them. They stand for every address of the machine; a client needs a particular one. */
const UNSPECIFIED_HOSTS: readonly string[] = ['0.0.0.0', '[::]'];

/**
 * Where a client on the same machine reaches a host.
 *
 * @param address where it listens: `http://[::]:8080`
 * @returns without a slash at its end: `http://localhost:8080`
 */
export function reachable(address: string): string {
  const url = new URL(address);
  if (UNSPECIFIED_HOSTS.includes(url.hostname)) url.hostname = 'localhost';
  return url.origin;
}
