import { credentialParts } from '@headwind/plugin-api';

/** A shorter path is a word such as `/hook`, and blanking it out would garble the addresses of others. Characters. */
const SHORTEST_PATH = 8;

/** A shorter segment of a path, or value of a query, is an ordinary word: `services`, `workflows`. Characters. */
const SHORTEST_PART = 16;

/**
 * What is secret in a URL that is itself a secret, for whoever is called at it may repeat a part of it without the host:
 * its password, and what else of its credential is no ordinary word, because it is blanked out of everything that leaves
 * the host. Nothing where the text is no http or https URL.
 */
export function secretsOfUrl(text: string): string[] {
  const url = /^https?:/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return [];
  const words = credentialParts(new URL(url.origin + url.pathname + url.search));
  const password = Object.assign(new URL(url.origin), { password: url.password });
  return [...words.filter(isNoWord), ...credentialParts(password)];
}

function isNoWord(part: string): boolean {
  return part.length >= (part.startsWith('/') ? SHORTEST_PATH : SHORTEST_PART);
}
