import { isMapping, valueAt } from './mapping.js';
import { credentialsIn } from './nats-server.js';
import type { Source } from './source.js';

const PLACES = [['password'], ['token'], ['credentials'], ['tls', 'key']];

/** The seed of a user, and the token that says who that is: either is worth as much without what is around it. */
const IN_CREDENTIALS = /^(?:SU[A-Z2-7]{56}|eyJ[\w-]+\.[\w-]+\.[\w-]+)$/gm;

/** What of `queue` must never leave, right or wrong: also where it stands in the address of a server by mistake. */
export function queueSecrets({ tree }: Pick<Source, 'tree'>): string[] {
  const queue: unknown = valueAt(tree, ['queue']);
  if (!isMapping(queue)) return [];
  const texts = PLACES.map((place) => valueAt(queue, place)).filter((text) => typeof text === 'string');
  const parts = texts.flatMap((text) => text.match(IN_CREDENTIALS) ?? []);
  const servers = [queue.servers].flat().filter((server) => typeof server === 'string');
  const inAddresses = servers.flatMap((server) => {
    const { user, password } = credentialsIn(server) ?? { user: '', password: '' };
    // A token stands where the user does.
    return [password === '' ? user : password].flatMap((text) => [text, decoded(text)]);
  });
  return [...texts, ...parts, ...inAddresses].filter((text) => text !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
