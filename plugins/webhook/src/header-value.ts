/** Space, double quote, percent and everything but printable ASCII. */
const ENCODED = /[^\x21-\x7e]|["%]/gu;

/**
 * The text of an attribute as the value of a header (HTTP protocol binding for CloudEvents 1.0.2, section 3.1.3.2). Half of
 * a surrogate pair has no UTF-8, and becomes U+FFFD.
 */
export function encodeHeaderValue(text: string): string {
  return text.replaceAll(ENCODED, (character) =>
    [...Buffer.from(character, 'utf8')].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}
