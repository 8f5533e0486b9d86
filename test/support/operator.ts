import { createHash, createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { EventKind } from '@headwind/plugin-api';

const RECORDED = new URL('../fixtures/headwind-operator/', import.meta.url);

/** How the Headwind operator signs: as the specification has it, or as the operator of today does. */
export type Scheme = 'hmac' | 'legacy';

/** The body that the operator posts of an event of this kind, byte for byte. */
export async function recorded(kind: EventKind): Promise<string> {
  return (await readFile(new URL(`${kind}.jsonl`, RECORDED), 'utf8')).trimEnd();
}

/** The header `X-Headwind-Signature`. */
export function signatureOf(scheme: Scheme, secret: string, body: string): string {
  const hash = scheme === 'hmac' ? createHmac('sha256', secret) : createHash('sha256').update(secret);
  return `sha256=${hash.update(body).digest('hex')}`;
}

/** Posts as the operator's generic webhook does; without a signature where there is none. */
export function postRecorded(address: string, body: string, signature?: string): Promise<Response> {
  return fetch(`${address}/v1/headwind`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(signature !== undefined && { 'x-headwind-signature': signature }),
    },
    body,
  });
}
