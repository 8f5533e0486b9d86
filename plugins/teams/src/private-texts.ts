/** Shorter texts are no secrets, and blanking them would make answers unreadable. Characters. */
const SHORTEST_SECRET = 4;

/**
 * The parts of a webhook's URL beyond its host, all of them its credential, that an answer may repeat; the longest first.
 */
export function privateTexts(url: URL): readonly string[] {
  const path = url.pathname.split(/[/@]/);
  const rawValues = url.search.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1));
  const written = [url.pathname + url.search, url.pathname, ...url.pathname.split('/'), ...path, ...rawValues];
  const texts = new Set([...written, ...written.map(decoded), ...url.searchParams.values()]);
  return [...texts].filter((text) => text.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
}

/** The text with `…` in place of each part. */
export function blank(text: string, parts: readonly string[]): string {
  return parts.reduce((rest, part) => rest.replaceAll(part, '…'), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
