import { isMapping, valueAt } from './mapping.js';
import type { Source } from './source.js';

/** Keys of `server` that are for the HTTP API alone. */
const OF_HTTP = ['tokens', 'allowUnauthenticated', 'headwind', 'bodyLimit'];

/** What to say of them where nothing listens: one sentence each. */
export function serverWithoutEffect({ tree }: Pick<Source, 'tree'>): string[] {
  const server = valueAt(tree, ['server']);
  const keys = isMapping(server) ? Object.keys(server) : [];
  return keys
    .filter((key) => OF_HTTP.includes(key))
    .map((key) => `\`server.${key}\` has no effect: an embedded host listens only where \`server.listen\` is given`);
}
