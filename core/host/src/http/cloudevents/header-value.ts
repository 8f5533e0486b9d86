/** One double-quoted string (RFC 7230, section 3.2.6), as senders before version 1.0.1 of the binding wrote them. */
const QUOTED = /^"((?:[^"\\]|\\.)*)"$/;

const ASCII = /^[\x20-\x7e]*$/;

/**
 * The value of an attribute that is a header: out of its quotes, then percent-decoded once (HTTP protocol binding 1.0.2,
 * section 3.1.3.2).
 *
 * @returns undefined where it is not ASCII, a `%` is not followed by two hex digits, or the bytes are not UTF-8
 */
export function decodeHeaderValue(value: string): string | undefined {
  if (!ASCII.test(value)) return undefined;
  const quoted = QUOTED.exec(value)?.[1];
  try {
    return decodeURIComponent(quoted === undefined ? value : quoted.replaceAll(/\\(.)/g, '$1'));
  } catch {
    return undefined;
  }
}
