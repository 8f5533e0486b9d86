import { valueAt } from './mapping.js';
import { type Setting, settingNameAt } from './settings.js';
import type { Source } from './source.js';

/** Of a random text so long there are too many to try them all. Characters. */
const SHORTEST_SAFE = 16;

const PLACE = ['server', 'headwind', 'secrets'];

/** What to say of secrets that the operator's events are signed with, one sentence for all of them. */
export function weakSecrets({ tree }: Pick<Source, 'tree'>, settings: readonly Setting[]): string[] {
  const secrets: unknown = valueAt(tree, PLACE);
  const isWeak = (secret: unknown): boolean =>
    typeof secret === 'string' && secret !== '' && secret.length < SHORTEST_SAFE;
  if (!Array.isArray(secrets) || !secrets.some(isWeak)) return [];
  const name = settingNameAt(settings, PLACE) ?? `\`${PLACE.join('.')}\``;
  return [
    `${name} has a secret of fewer than ${SHORTEST_SAFE} characters, and whoever tries them out can sign events; \`openssl rand -hex 32\` makes a good one`,
  ];
}
