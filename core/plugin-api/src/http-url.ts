/**
 * An address from outside as a channel may pass it on: http or https, in the ASCII in which browsers send it, without a
 * backslash (JSON would double it). Undefined for anything else and for what is longer, because half of an address leads
 * nowhere.
 *
 * @param limit in characters
 */
export function httpUrl(text: string, limit: number): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  const url = href.replaceAll('\\', '%5C');
  return /^https?:$/.test(protocol) && url.length <= limit ? url : undefined;
}
