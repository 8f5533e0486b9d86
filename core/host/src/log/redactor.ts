import { secretsOfUrl } from './url-secrets.js';

/** What stands in a text where a secret stood. */
const BLANK = '[secret]';

/** A shorter text is no secret worth keeping, and blanking it out would garble every other word. */
const MIN_LENGTH = 4;

/**
 * Blanks out known secrets in text that leaves the host. A secret is found as it is, URL-encoded, escaped as in JSON
 * (once and twice over), and in base64 and base64url. Of one that is a URL, what is secret in it is found by itself too.
 */
export class Redactor {
  /** Every written form of every secret. */
  readonly #forms = new Set<string>();

  /** Secrets of fewer than 4 characters are passed over. */
  add(secret: string): void {
    if (secret.length < MIN_LENGTH) return;
    for (const text of [secret, ...secretsOfUrl(secret)]) {
      for (const form of writtenForms(text)) this.#forms.add(form);
    }
  }

  /** The text with `[secret]` in place of every secret; where two overlap, one blank covers both. */
  redact(text: string): string {
    const found = this.#find(text);
    if (found.length === 0) return text;
    found.sort((a, b) => a.start - b.start);
    let redacted = '';
    let done = 0;
    for (const { start, end } of found) {
      if (start >= done) redacted += text.slice(done, start) + BLANK;
      done = Math.max(done, end);
    }
    return redacted + text.slice(done);
  }

  #find(text: string): { start: number; end: number }[] {
    const found: { start: number; end: number }[] = [];
    for (const form of this.#forms) {
      for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) {
        found.push({ start: at, end: at + form.length });
      }
    }
    return found;
  }
}

function writtenForms(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const escaped = escapedInJson(secret);
  return [
    secret,
    escaped,
    escapedInJson(escaped),
    bytes.toString('base64'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    new URLSearchParams({ '': secret }).toString().slice(1),
    // encodeURI and encodeURIComponent throw on half of a surrogate pair.
    ...(/\p{Surrogate}/u.test(secret) ? [] : [encodeURIComponent(secret), encodeURI(secret)]),
  ];
}

function escapedInJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
