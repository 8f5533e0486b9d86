import { isDeepStrictEqual } from 'node:util';
import type { AccessToken, HostConfig, QueueConfig } from '../config/host-config.js';
import { isLoopback } from '../config/listen-address.js';
import type { Mapping } from '../config/mapping.js';
import type { PreparedPlugin } from '../plugins/load-plugin.js';

/** What only a start can change, by its key in the file. */
const AT_START: readonly { readonly key: string; readonly of: (config: HostConfig) => unknown }[] = [
  { key: 'server.listen', of: ({ listens, server }) => listens && server.listen },
  { key: 'server.bodyLimit', of: ({ server }) => server.bodyLimitBytes },
  { key: 'server.stopTimeout', of: ({ server }) => server.stopTimeoutMs },
];

/** One sentence for each key that differs from what the host was started with, and takes effect with the next start. */
export function restartWarnings(started: HostConfig, wanted: HostConfig): string[] {
  const keys = AT_START.filter(({ of }) => !isDeepStrictEqual(of(started), of(wanted))).map(({ key }) => key);
  return [...keys, ...queueChanges(started.queue, wanted.queue)].map(
    (key) => `\`${key}\` has changed: it takes effect when the host is started again`,
  );
}

/** The keys of `queue` that differ; of another type of queue every other key is another as well. */
function queueChanges(started: QueueConfig, wanted: QueueConfig): string[] {
  if (started.type !== wanted.type) return ['queue.type'];
  const before: Mapping = { ...started };
  const after: Mapping = { ...wanted };
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .filter((key) => !isDeepStrictEqual(before[key], after[key]))
    .map((key) => `queue.${key.replace(/Ms$/, '')}`);
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
