/** Forms are looked up by so many characters; none is shorter. */
const KEY_LENGTH = 4;

/** Of what was cut off, so much may be left, and less than half. Characters. */
const LONGEST_HARMLESS = 11;

/** Where something begins and ends in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds many texts in another in one pass, however many there are, for every log line goes through it: a table says by the
 * hash of four characters whether any of them begins so.
 */
export class SecretIndex {
  readonly #formsByKey = new Map<string, Set<string>>();
  readonly #isKey = new Uint8Array(0x10000);

  /** @param form of at least 4 characters */
  add(form: string): void {
    const key = form.slice(0, KEY_LENGTH);
    const forms = this.#formsByKey.get(key) ?? new Set();
    this.#formsByKey.set(key, forms.add(form));
    this.#isKey[hashAt(form, 0)] = 1;
  }

  /** In the order in which they begin. Of those that were cut off, at the end of the text or before `…`, what is left. */
  find(text: string): Span[] {
    const found: Span[] = [];
    for (let start = 0; start + KEY_LENGTH <= text.length; start += 1) {
      if (this.#isKey[hashAt(text, start)] !== 1) continue;
      for (const form of this.#formsByKey.get(text.slice(start, start + KEY_LENGTH)) ?? []) {
        const end = endOf(form, text, start);
        if (end !== undefined) found.push({ start, end });
      }
    }
    return found;
  }
}

function hashAt(text: string, at: number): number {
  const [one, two] = [text.charCodeAt(at), text.charCodeAt(at + 1)];
  const [three, four] = [text.charCodeAt(at + 2), text.charCodeAt(at + 3)];
  return (one ^ (two << 3) ^ (three << 6) ^ (four << 9)) & 0xffff;
}

/** Where a form ends that begins at a place of the text; undefined where it does not, or too little of it is left. */
function endOf(form: string, text: string, start: number): number | undefined {
  if (text.startsWith(form, start)) return start + form.length;
  // The beginning of a URL is no secret; what is secret in it is a form of its own.
  if (/^https?:/i.test(form)) return undefined;
  const least = Math.min(LONGEST_HARMLESS + 1, Math.ceil(form.length / 2));
  return [text.indexOf('…', start), text.length].find(
    (end) => end - start >= least && end - start < form.length && form.startsWith(text.slice(start, end)),
  );
}
