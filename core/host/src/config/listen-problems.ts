import { LISTEN_UNAUTHENTICATED } from './config-errors.js';
import { foundText } from './found.js';
import { serverSchema } from './host-schema.js';
import { isLoopback } from './listen-address.js';
import { valueAt } from './mapping.js';
import { type Problem, problemAt } from './problem.js';
import { type Setting, settingNameAt } from './settings.js';
import type { Source } from './source.js';

/**
 * Nothing listens beyond loopback without authentication unless the configuration says so in so many words. Where the
 * address, the tokens or the permission are malformed, that is a problem of its own, and this says nothing.
 *
 * @param embedded whether a program embeds the host, which then reads no variables
 */
export function listenProblems(source: Source, settings: readonly Setting[], embedded: boolean): Problem[] {
  const place = ['server', 'listen'];
  const listen = serverSchema.shape.listen.safeParse(valueAt(source.tree, place));
  const tokens = serverSchema.shape.tokens.safeParse(valueAt(source.tree, ['server', 'tokens']));
  const allowed = serverSchema.shape.allowUnauthenticated.safeParse(
    valueAt(source.tree, ['server', 'allowUnauthenticated']),
  );
  if (!listen.success || !tokens.success || !allowed.success) return [];
  if (isLoopback(listen.data.host) || tokens.data.length > 0 || allowed.data) return [];
  const setting = settingNameAt(settings, place);
  const name = setting ?? 'server.listen';
  const written = foundText(valueAt(source.written, place));
  const message = `\`${name}\`: found ${written}, which is beyond loopback, with no token: whoever reaches it could publish and read. Give a token (${embedded ? '`server.tokens`' : '`server.tokens` or HEADWIND_TOKEN'}), or say \`server.allowUnauthenticated: true\` in the configuration${embedded ? '' : ' file'}.`;
  return [
    setting === undefined
      ? problemAt(LISTEN_UNAUTHENTICATED, place, message, source.locate(place))
      : problemAt(LISTEN_UNAUTHENTICATED, [setting], message),
  ];
}
