import { createHash, timingSafeEqual } from 'node:crypto';
import type { AccessToken, TokenRole } from '../config/host-config.js';

/** What became of the check: the roles of the token, or why it has none. */
export type TokenVerdict = readonly TokenRole[] | 'missing' | 'refused';

/**
 * Checks the `Authorization` header (RFC 6750, section 2.1) against the configured tokens. Both sides are hashed and all
 * tokens are compared, so that the time taken tells neither a token's beginning nor its length.
 */
export class BearerTokens {
  readonly #known: readonly { readonly hash: Buffer; readonly role: TokenRole }[];

  constructor(tokens: readonly AccessToken[]) {
    this.#known = tokens.map(({ token, role }) => ({ hash: sha256(Buffer.from(token, 'utf8')), role }));
  }

  get none(): boolean {
    return this.#known.length === 0;
  }

  /** A token that stands there more than once has every role it is given. */
  check(authorization: string | undefined): TokenVerdict {
    const token = /^bearer +(\S.*)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return 'missing';
    // Node gives header values as latin1: this is the way back to the bytes that were sent.
    const hash = sha256(Buffer.from(token, 'latin1'));
    const roles = this.#known.filter((known) => timingSafeEqual(known.hash, hash)).map(({ role }) => role);
    return roles.length === 0 ? 'refused' : roles;
  }
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
