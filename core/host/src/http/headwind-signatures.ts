import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { CodedError } from '@headwind/bus/coded-error';
import type { HeadwindConfig } from '../config/host-config.js';
import { SIGNATURE_INVALID, SIGNATURE_MISSING } from './http-errors.js';

/** The header, as Node gives its name. */
export const SIGNATURE_HEADER = 'x-headwind-signature';

/**
 * Checks the header `X-Headwind-Signature: sha256=<hex>` of what the Headwind operator posts. The specification has an
 * HMAC-SHA256 of the body with the secret as the key; the operator itself sends the SHA-256 of secret and body, one after
 * the other (its source, `src/notifications/webhook.rs`), which is taken where the configuration says `legacy`.
 *
 * Every secret is tried in both ways whatever matches, and compared in constant time: how long it takes tells nothing.
 */
export class HeadwindSignatures {
  #config: HeadwindConfig;

  constructor(config: HeadwindConfig) {
    this.#config = config;
  }

  /** From now on these secrets are good, and no others. */
  replace(config: HeadwindConfig): void {
    this.#config = config;
  }

  /** Whether there is no secret, and nothing can be checked. */
  get none(): boolean {
    return this.#config.secrets.length === 0;
  }

  /**
   * That there is a signature at all, which can be told before the body is read.
   *
   * @returns its bytes
   * @throws `SIGNATURE_MISSING`; `SIGNATURE_INVALID` where it has another form
   */
  read(header: string | undefined): Buffer {
    if (header === undefined) throw new CodedError(SIGNATURE_MISSING, 'The request is not signed.');
    const hex = /^sha256=([0-9a-f]{64})$/i.exec(header)?.[1];
    if (hex !== undefined) return Buffer.from(hex, 'hex');
    throw new CodedError(SIGNATURE_INVALID, 'The header X-Headwind-Signature is not `sha256=` and 64 hex digits.');
  }

  /**
   * @param body as it came, before anything parsed it
   * @throws `SIGNATURE_MISSING`, `SIGNATURE_INVALID`
   */
  check(header: string | undefined, body: Buffer): void {
    const signature = this.read(header);
    const { secrets, scheme } = this.#config;
    const hmac = secrets.map((secret) => timingSafeEqual(hmacOf(secret, body), signature));
    const legacy = secrets.map((secret) => timingSafeEqual(hashOf(secret, body), signature));
    if (hmac.includes(true) || (legacy.includes(true) && scheme === 'legacy')) return;
    // Only to whoever knows the secret.
    if (legacy.includes(true)) throw new CodedError(SIGNATURE_INVALID, LEGACY_FOUND, { remedy: LEGACY_REMEDY });
    throw new CodedError(SIGNATURE_INVALID, 'The signature fits the body with none of the secrets.');
  }
}

const LEGACY_FOUND =
  'The secret is right, but the signature is the SHA-256 of secret and body, and the host takes a true HMAC-SHA256 alone.';

const LEGACY_REMEDY =
  'Say `server.headwind.scheme: legacy` or HEADWIND_WEBHOOK_SCHEME=legacy, which takes both; nothing was stored.';

function hmacOf(secret: string, body: Buffer): Buffer {
  return createHmac('sha256', secret).update(body).digest();
}

function hashOf(secret: string, body: Buffer): Buffer {
  return createHash('sha256').update(secret).update(body).digest();
}
