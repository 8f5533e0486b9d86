/** Forms are looked up by so many characters; none is shorter. */
const KEY_LENGTH = 4;

/** What is shorter is looked for as a whole alone: half of it would be found in ordinary words. Characters. */
const SHORTEST_CUT_OFF = 12;

/** Of what was cut off, so much may be left, and less than half. Characters. */
const LONGEST_HARMLESS = 11;

/** Where something begins and ends in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds many texts in another in one pass, for every log line goes through it, and every rotated secret adds some: a table
 * says by the hash of four characters whether any of them begins so, and those that do stand in order, to be found by
 * halves however many begin alike, as the URLs of one service do.
 */
export class SecretIndex {
  readonly #formsByKey = new Map<string, string[]>();
  readonly #isKey = new Uint8Array(0x10000);

  /** @param form of at least 4 characters */
  add(form: string): void {
    const key = form.slice(0, KEY_LENGTH);
    const forms = this.#formsByKey.get(key) ?? [];
    const place = placeOf(form, forms);
    if (forms[place] !== form) forms.splice(place, 0, form);
    this.#formsByKey.set(key, forms);
    this.#isKey[hashAt(form, 0)] = 1;
  }

  /**
   * In the order in which they begin, without those that lie within an earlier one. Of those that were cut off, at the end
   * of the text or before `…`, what is left.
   */
  find(text: string): Span[] {
    const found: Span[] = [];
    let covered = 0;
    let ellipsis = -1;
    for (let start = 0; start + KEY_LENGTH <= text.length && covered < text.length; start += 1) {
      if (this.#isKey[hashAt(text, start)] !== 1) continue;
      const forms = this.#formsByKey.get(text.slice(start, start + KEY_LENGTH));
      if (forms === undefined) continue;
      if (ellipsis < start) ellipsis = placeOfEllipsis(text, start);
      const whole = start + lengthOfLongest(forms, text.slice(start));
      const cutOff = [text.length, ellipsis].find((end) => isLeftOfAny(forms, text.slice(start, end)));
      const end = Math.max(whole, cutOff ?? 0);
      if (end > start && end > covered) found.push({ start, end });
      covered = Math.max(covered, end);
    }
    return found;
  }
}

function hashAt(text: string, at: number): number {
  const [one, two] = [text.charCodeAt(at), text.charCodeAt(at + 1)];
  const [three, four] = [text.charCodeAt(at + 2), text.charCodeAt(at + 3)];
  return (one ^ (two << 3) ^ (three << 6) ^ (four << 9)) & 0xffff;
}

/** The end of the text where there is none. */
function placeOfEllipsis(text: string, from: number): number {
  const place = text.indexOf('…', from);
  return place === -1 ? text.length : place;
}

/** How many of the forms, which are in order, stand before a text. */
function placeOf(text: string, forms: readonly string[]): number {
  let [low, high] = [0, forms.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((forms[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How long the longest of the forms is that a text begins with; 0 where it begins with none. */
function lengthOfLongest(forms: readonly string[], text: string): number {
  let rest = text;
  while (rest.length >= KEY_LENGTH) {
    const place = placeOf(rest, forms);
    const form = forms[place] === rest ? rest : forms[place - 1];
    if (form === undefined) return 0;
    if (rest.startsWith(form)) return form.length;
    // A shorter one that the text begins with stands before this one, and so is the beginning of both.
    rest = rest.slice(0, lengthInCommon(form, rest));
  }
  return 0;
}

function lengthInCommon(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one.charCodeAt(length) === other.charCodeAt(length)) length += 1;
  return length;
}

/** Whether a piece is what is left of a form that was cut off: so much of it that it is not harmless. */
function isLeftOfAny(forms: readonly string[], piece: string): boolean {
  // The beginning of a URL is no secret; what is secret in it is a form of its own.
  if (piece.length < SHORTEST_CUT_OFF / 2 || /^https?:/i.test(piece)) return false;
  for (let place = placeOf(piece, forms); forms[place]?.startsWith(piece) === true; place += 1) {
    const { length } = forms[place] ?? '';
    const least = Math.min(LONGEST_HARMLESS + 1, Math.ceil(length / 2));
    if (length >= SHORTEST_CUT_OFF && length > piece.length && piece.length >= least) return true;
  }
  return false;
}
