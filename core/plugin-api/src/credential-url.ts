/** Shorter texts are no secrets, and blanking them out would make what is left unreadable. Characters. */
const SHORTEST_SECRET = 4;

/**
 * What beyond its host is secret in a URL that is a credential, in every form in which a service that is called at it may
 * repeat it: path and query whole, each segment of the path, each value of the query, user and password; as they are sent
 * and decoded. At least 4 characters each.
 */
export function credentialParts(url: URL): readonly string[] {
  const values = url.search.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1));
  const segments = url.pathname.split(/[/@]/);
  const sent = [
    url.pathname + url.search,
    url.pathname,
    ...url.pathname.split('/'),
    ...segments,
    ...values,
    url.username,
    url.password,
  ];
  const parts = new Set([...sent, ...sent.map(decoded), ...url.searchParams.values()]);
  return [...parts].filter(({ length }) => length >= SHORTEST_SECRET);
}

/** The text with `…` in place of every secret of at least 4 characters, so that it can be quoted. */
export function blankOut(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.filter(({ length }) => length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, secret) => rest.replace(patternOf(secret), '…'), text);
}

/** Finds a text whichever letters its percent-encodings are written in: `%2b` is `%2B`. */
function patternOf(secret: string): RegExp {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const anyCase = (hex: string) =>
    hex.replace(/[a-f]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
  return new RegExp(literal.replace(/%[\da-f]{2}/gi, anyCase), 'g');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
