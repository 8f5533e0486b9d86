import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** Marks a Standard Webhooks secret: base64 follows. */
const STANDARD_PREFIX = 'whsec_';

/** Base64 with its padding, as RFC 4648, section 4, writes it. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What the signatures are made over. */
export interface SignedRequest {
  /** The header `webhook-id`. */
  readonly id: string;
  /** The header `webhook-timestamp`: seconds since the epoch. */
  readonly timestamp: string;
  /** The body exactly as it is sent, in UTF-8. */
  readonly body: string;
}

export type SignatureHeaders = Readonly<Record<'X-Headwind-Signature' | 'webhook-signature', string>>;

/** Makes the signature headers of each request. */
export type Signer = (request: SignedRequest) => SignatureHeaders;

/**
 * Prepares the keys of the configured secrets once.
 *
 * @returns undefined when there are no secrets: nothing is signed then
 */
export function createSigner(secrets: readonly string[]): Signer | undefined {
  const [first] = secrets;
  if (first === undefined) return undefined;
  const headwindKey = createSecretKey(first, 'utf8');
  const standardKeys = secrets.map((secret) => createSecretKey(keyOf(secret) ?? Buffer.from(secret)));
  return (request) => ({
    'X-Headwind-Signature': headwindSignature(headwindKey, request.body),
    'webhook-signature': standardKeys.map((key) => standardSignature(key, request)).join(' '),
  });
}

/**
 * The bytes with which a secret signs as Standard Webhooks has it: what follows `whsec_` is base64; any other secret is
 * its UTF-8.
 *
 * @returns undefined when what follows `whsec_` is not base64
 */
export function keyOf(secret: string): Buffer | undefined {
  if (!secret.startsWith(STANDARD_PREFIX)) return Buffer.from(secret, 'utf8');
  const encoded = secret.slice(STANDARD_PREFIX.length);
  return BASE64.test(encoded) ? Buffer.from(encoded, 'base64') : undefined;
}

/** The specification's: `sha256=<hex>`, HMAC-SHA256 over the body. */
function headwindSignature(key: KeyObject, body: string): string {
  return `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
}

/** Standard Webhooks 1.0: `v1,<base64>`, HMAC-SHA256 over `id.timestamp.body`. */
function standardSignature(key: KeyObject, { id, timestamp, body }: SignedRequest): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
}
