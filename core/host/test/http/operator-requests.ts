import { createHash, createHmac } from 'node:crypto';
import type { SignatureScheme } from '../../src/config/host-config.js';

/** As the operator serializes it: the time to the nanosecond, and what it does not know left out. */
export const OPERATOR_PAYLOAD = {
  event: 'update_failed',
  timestamp: '2025-11-06T10:30:00.123456789Z',
  deployment: {
    name: 'nginx',
    namespace: 'production',
    currentImage: 'nginx:1.25.0',
    newImage: 'nginx:1.26.0',
    container: 'nginx',
  },
  errorMessage: 'deployments.apps "nginx" is forbidden',
};

export const SCHEMES: readonly SignatureScheme[] = ['hmac', 'legacy'];

/** The header `X-Headwind-Signature` of a body. */
export function signatureOf(scheme: SignatureScheme, secret: string, body: string | Uint8Array): string {
  const digest =
    scheme === 'hmac' ? createHmac('sha256', secret).update(body) : createHash('sha256').update(secret).update(body);
  return `sha256=${digest.digest('hex')}`;
}

/** Posts to `/v1/headwind`, as JSON unless the headers say otherwise. */
export function postAsOperator(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${url}/v1/headwind`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}
