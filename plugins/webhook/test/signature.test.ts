import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSigner, keyOf } from '../src/signature.js';

const REQUEST = { id: 'e1/test', timestamp: '1762425000', body: '{"event":"update_completed"}' };

describe('the signer', () => {
  it('signs nothing without a secret', () => {
    expect(createSigner([])).toBeUndefined();
  });

  it("makes the specification's signature with the configured text itself", () => {
    const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
    const expected = createHmac('sha256', secret).update(REQUEST.body).digest('hex');
    expect(createSigner([secret])?.(REQUEST)['X-Headwind-Signature']).toBe(`sha256=${expected}`);
  });

  it('makes the signature of Standard Webhooks with the bytes that whsec_ stands before', () => {
    // Recomputed apart from this code: python3 -c "hmac.new(bytes([1])*24, b'e1/test.1762425000.'+body, 'sha256')"
    const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
    expect(createSigner([secret])?.(REQUEST)['webhook-signature']).toBe(
      'v1,NuLGEvhj+H7KQaSPBQJut+GZGj9/Yl/rfojZUd9h4a0=',
    );
  });

  it('makes one signature a secret during rotation, in the order of the configuration', () => {
    const signed = createSigner(['old', 'new'])?.(REQUEST);
    const [first, second, ...others] = (signed?.['webhook-signature'] ?? '').split(' ');
    expect(others).toEqual([]);
    expect(first).toBe(createSigner(['old'])?.(REQUEST)['webhook-signature']);
    expect(second).toBe(createSigner(['new'])?.(REQUEST)['webhook-signature']);
    expect(signed?.['X-Headwind-Signature']).toBe(createSigner(['old'])?.(REQUEST)['X-Headwind-Signature']);
  });

  it('gives different signatures for different bodies, ids and times', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string({ minLength: 1 }), (body, other, secret) => {
        fc.pre(body !== other);
        const sign = createSigner([secret]);
        const signature = sign?.({ ...REQUEST, body })['webhook-signature'];
        expect(sign?.({ ...REQUEST, body: other })['webhook-signature']).not.toBe(signature);
        expect(sign?.({ ...REQUEST, body, id: 'e2/test' })['webhook-signature']).not.toBe(signature);
        expect(sign?.({ ...REQUEST, body, timestamp: '1762425001' })['webhook-signature']).not.toBe(signature);
      }),
    );
  });
});

describe('the key of a secret', () => {
  it('is the decoded base64 after whsec_', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(keyOf(`whsec_${Buffer.from(bytes).toString('base64')}`)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('is the UTF-8 of any other secret', () => {
    expect(keyOf('schlüssel')).toEqual(Buffer.from('schlüssel', 'utf8'));
  });

  it.each(['whsec_not base64', 'whsec_abc', 'whsec_ab=c', 'whsec_YWJj\n'])('does not exist for %j', (secret) => {
    expect(keyOf(secret)).toBeUndefined();
  });
});
