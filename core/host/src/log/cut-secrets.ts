/** Of a longer secret so much must be left. Characters. */
const LONGEST_HARMLESS = 11;

/** Where something begins and ends in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds what is left of secrets that were cut off, at the end of the text or before `…`: their beginnings, of at least 12
 * characters or half of the secret.
 *
 * @param forms every written form of every secret
 */
export function findCutSecrets(text: string, forms: Iterable<string>): Span[] {
  const cuts = [...text.matchAll(/…/g)].map(({ index }) => index);
  const found: Span[] = [];
  for (const form of forms) {
    // The beginning of a URL is no secret; what is secret in it is a form of its own.
    if (/^https?:/i.test(form)) continue;
    for (const end of [...cuts, text.length]) {
      const start = startOfCut(text, end, form);
      if (start !== undefined) found.push({ start, end });
    }
  }
  return found;
}

function startOfCut(text: string, end: number, form: string): number | undefined {
  const least = form.slice(0, Math.min(LONGEST_HARMLESS + 1, Math.ceil(form.length / 2)));
  const from = Math.max(0, end - form.length);
  for (let at = text.indexOf(least, from); at !== -1 && at < end; at = text.indexOf(least, at + 1)) {
    if (form.startsWith(text.slice(at, end))) return at;
  }
  return undefined;
}
