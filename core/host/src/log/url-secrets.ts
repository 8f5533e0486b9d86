import { credentialParts } from '@headwind/plugin-api';

/** In a path, a segment with digits among its letters that is shorter is a word such as `v2` or `v1alpha1`. Characters. */
const SHORTEST_ID = 9;

/** A shorter part of an address is no credential by itself. Characters. */
const SHORTEST_PART = 16;

/**
 * What is secret in a URL that is itself a secret, for whoever is called at it may repeat a part of it without the host:
 * its password, a path with something in it that is no word, and what looks random. It is blanked out of everything that
 * leaves the host, so what may stand elsewhere as well (`update_completed`, `/v2/alerts`) is not among them. Nothing where the text is no
 * http or https URL.
 */
export function secretsOfUrl(text: string): string[] {
  const url = /^https?:/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return [];
  const password = Object.assign(new URL(url.origin), { password: url.password });
  return [...credentialParts(url).filter(isSecret), ...credentialParts(password)];
}

function isSecret(part: string): boolean {
  return part.startsWith('/') ? part.split(/[/?&=]/).some(isId) : part.length >= SHORTEST_PART && isRandom(part);
}

/** What names one webhook among many: with all that stands around it in the path, it stands nowhere else. */
function isId(segment: string): boolean {
  return isRandom(segment) || (segment.length >= SHORTEST_ID && /\d/.test(segment) && /[a-z]/i.test(segment));
}

/** Longer than any word. Characters. */
const LONGEST_WORD = 19;

/** Digits among letters of both cases or in one long run: words are in one case, and divided by dashes and dots. */
function isRandom(part: string): boolean {
  const isMixed = /\d/.test(part) && /[a-z]/.test(part) && /[A-Z]/.test(part);
  const runs = part.match(/[A-Za-z\d]+/g) ?? [];
  return isMixed || runs.some((run) => run.length > LONGEST_WORD || (run.length >= SHORTEST_PART && /\d/.test(run)));
}
