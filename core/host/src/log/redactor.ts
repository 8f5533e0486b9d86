import { SecretIndex } from './secret-index.js';
import { secretsOfUrl } from './url-secrets.js';
import { writtenForms } from './written-forms.js';

/** What stands in a text where a secret stood. */
const BLANK = '[secret]';

/** A shorter text is no secret worth keeping, and blanking it out would garble every other word. */
const MIN_LENGTH = 4;

/** What a header carries behind the name of a scheme (RFC 9110, section 11.4), `Bearer <token>`, where it is no mere word. */
const CREDENTIALS = /^[A-Za-z][\w-]* +(\S{8,})$/;

/**
 * Blanks out known secrets in text that leaves the host. A secret is found in every form of `writtenForms`, and also where
 * it was cut off. Of one that is a URL, what is secret in it is found by itself too; of the value of a header, what follows
 * the scheme.
 */
export class Redactor {
  /** Every written form of every secret. */
  readonly #forms = new SecretIndex();

  /** Secrets of fewer than 4 characters are passed over. */
  add(secret: string): void {
    if (secret.length < MIN_LENGTH) return;
    const [, ...credentials] = CREDENTIALS.exec(secret) ?? [];
    for (const text of [secret, ...credentials, ...secretsOfUrl(secret)]) {
      for (const form of writtenForms(text)) this.#forms.add(form);
    }
  }

  /** The text with `[secret]` in place of every secret; where two overlap, one blank covers both. */
  redact(text: string): string {
    const found = this.#forms.find(text);
    if (found.length === 0) return text;
    let redacted = '';
    let done = 0;
    for (const { start, end } of found) {
      if (start >= done) redacted += text.slice(done, start) + BLANK;
      done = Math.max(done, end);
    }
    return redacted + text.slice(done);
  }
}
