/** A shorter path is a word such as `/hook`, and blanking it out would garble the addresses of others. */
const SHORTEST_PATH = 8;

/** A shorter segment of a path, or value of a query, is an ordinary word: `services`, `workflows`. Characters. */
const SHORTEST_PART = 16;

/** A shorter password is in too many words. Characters. */
const SHORTEST_PASSWORD = 4;

/**
 * What is secret in a URL that is itself a secret, for whoever is called at it may repeat a part of it without the host:
 * its path with and without the query, every long segment of the path and value of the query, and its password. As they
 * are sent and, where that differs, decoded. Nothing where the text is no http or https URL.
 */
export function secretsOfUrl(text: string): string[] {
  const url = /^https?:/i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return [];
  const values = url.search
    .slice(1)
    .split('&')
    .map((pair) => pair.slice(pair.indexOf('=') + 1));
  return [
    ...written([url.pathname + url.search, url.pathname], SHORTEST_PATH),
    ...written([...url.pathname.split('/'), ...values], SHORTEST_PART),
    ...written([url.password], SHORTEST_PASSWORD),
  ];
}

function written(parts: readonly string[], shortest: number): string[] {
  const forms = parts.flatMap((part) => [part, decoded(part)]);
  return [...new Set(forms)].filter((form) => form.length >= shortest);
}

/** As a receiver reads it; what is not well-formed stays as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
