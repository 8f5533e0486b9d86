import { createHash, timingSafeEqual } from 'node:crypto';

/** What became of the check: the token is good, or why it is not. */
export type TokenVerdict = 'accepted' | 'missing' | 'refused';

/**
 * Checks the `Authorization` header (RFC 6750, section 2.1) against the configured tokens. Both sides are hashed and all
 * tokens are compared, so that the time taken tells neither a token's beginning nor its length.
 */
export class BearerTokens {
  readonly #hashes: readonly Buffer[];

  constructor(tokens: readonly string[]) {
    this.#hashes = tokens.map((token) => sha256(Buffer.from(token, 'utf8')));
  }

  check(authorization: string | undefined): TokenVerdict {
    if (this.#hashes.length === 0) return 'accepted';
    const token = /^bearer +(\S.*)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return 'missing';
    // Node gives header values as latin1: this is the way back to the bytes that were sent.
    const hash = sha256(Buffer.from(token, 'latin1'));
    const matches = this.#hashes.filter((known) => timingSafeEqual(known, hash));
    return matches.length > 0 ? 'accepted' : 'refused';
  }
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
