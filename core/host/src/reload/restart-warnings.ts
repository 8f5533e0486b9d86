import { isDeepStrictEqual } from 'node:util';
import type { AccessToken, HostConfig } from '../config/host-config.js';
import { isLoopback } from '../config/listen-address.js';
import type { PreparedPlugin } from '../plugins/load-plugin.js';

/** What only a start can change, by its key in the file. */
const AT_START: readonly { readonly key: string; readonly of: (config: HostConfig) => unknown }[] = [
  { key: 'server.listen', of: ({ listens, server }) => listens && server.listen },
  { key: 'server.bodyLimit', of: ({ server }) => server.bodyLimitBytes },
  { key: 'server.stopTimeout', of: ({ server }) => server.stopTimeoutMs },
  { key: 'queue.path', of: ({ queue }) => queue.path },
  { key: 'queue.maxPending', of: ({ queue }) => queue.maxPending },
  { key: 'queue.retention', of: ({ queue }) => queue.retentionMs },
];

/** One sentence for each key that differs from what the host was started with, and takes effect with the next start. */
export function restartWarnings(started: HostConfig, wanted: HostConfig): string[] {
  return AT_START.filter(({ of }) => !isDeepStrictEqual(of(started), of(wanted))).map(
    ({ key }) => `\`${key}\` has changed: it takes effect when the host is started again`,
  );
}

/** One sentence for each package that was changed on the disk: Node imports a module once, so its old code goes on. */
export function packageWarnings(live: readonly PreparedPlugin[], wanted: readonly PreparedPlugin[]): string[] {
  const warnings = wanted.flatMap(({ plugin, package: { name, version } }) => {
    if (plugin === undefined) return [];
    const running = live.find((each) => each.plugin === plugin)?.package.version ?? version;
    if (running === version) return [];
    return [`${name} is ${version} on the disk: ${running} goes on until the host is started again`];
  });
  return [...new Set(warnings)];
}

/**
 * The tokens that are good from now on. A host that listens beyond loopback keeps those it has where the new
 * configuration has none because it is to listen elsewhere: that takes a start, and until then everybody could publish.
 */
export function tokensAfter(
  started: HostConfig,
  live: readonly AccessToken[],
  { server: { tokens, allowUnauthenticated } }: HostConfig,
): { readonly tokens: readonly AccessToken[]; readonly warnings: readonly string[] } {
  const { host } = started.server.listen;
  if (tokens.length > 0 || allowUnauthenticated || isLoopback(host) || live.length === 0)
    return { tokens, warnings: [] };
  return {
    tokens: live,
    warnings: ['the tokens stay good until the host is started again, because until then it listens beyond loopback'],
  };
}
