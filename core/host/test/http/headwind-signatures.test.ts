import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadwindSignatures } from '../../src/http/headwind-signatures.js';
import { SCHEMES, signatureOf } from './operator-requests.js';

const secret = fc.string({ minLength: 1, unit: 'grapheme' });
const body = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const scheme = fc.constantFrom(...SCHEMES);

describe('the signatures of the operator', () => {
  it('are good for any body with any of the secrets, and true HMAC under either scheme', () => {
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        body,
        scheme,
        (secrets, which, bytes, one) => {
          const used = secrets[which % secrets.length] ?? '';
          const check = (header: string) => new HeadwindSignatures({ secrets, scheme: one }).check(header, bytes);
          expect(() => check(signatureOf('hmac', used, bytes))).not.toThrow();
          expect(() => check(signatureOf(one, used, bytes))).not.toThrow();
        },
      ),
    );
  });

  it('are never good for a body with a byte changed, left out or added', () => {
    const change = fc.constantFrom('changed', 'left out', 'added');
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(
        secret,
        bytes,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        change,
        scheme,
        (key, sent, at, by, how, one) => {
          const place = at % sent.length;
          const here = sent[place] ?? 0;
          const instead = { changed: [here ^ by], 'left out': [], added: [here, by] }[how];
          const arrived = Buffer.from([...sent.subarray(0, place), ...instead, ...sent.subarray(place + 1)]);
          const signatures = new HeadwindSignatures({ secrets: [key], scheme: 'legacy' });
          expect(() => signatures.check(signatureOf(one, key, sent), arrived)).toThrow('with none of the secrets');
        },
      ),
    );
  });

  it('are never good with another secret, which is not told which scheme there is', () => {
    fc.assert(
      fc.property(secret, secret, body, scheme, scheme, (known, used, bytes, configured, one) => {
        // HMAC fills a key up with zeros, and a hash does not say where the secret ends.
        fc.pre(known !== used && !known.includes('\0') && !used.includes('\0'));
        const signatures = new HeadwindSignatures({ secrets: [known], scheme: configured });
        const check = () => signatures.check(signatureOf(one, used, bytes), bytes);
        expect(check).toThrow('SIGNATURE_INVALID');
        expect(check).not.toThrow(/scheme|legacy|HMAC/);
      }),
    );
  });

  it('name the scheme that the host does not take where the secret is right', () => {
    fc.assert(
      fc.property(secret, body, (key, bytes) => {
        const signatures = new HeadwindSignatures({ secrets: ['another', key], scheme: 'hmac' });
        const check = () => signatures.check(signatureOf('legacy', key, bytes), bytes);
        expect(check).toThrow(/^SIGNATURE_INVALID: The secret is right, .*`server\.headwind\.scheme: legacy`/);
      }),
    );
  });

  it('of today’s operator and of RFC 4231 are what they are known to be', () => {
    // Test case 2 of RFC 4231; and `printf 'Jefewhat do ya want for nothing?' | sha256sum`.
    const bytes = Buffer.from('what do ya want for nothing?');
    const signatures = new HeadwindSignatures({ secrets: ['Jefe'], scheme: 'legacy' });
    const hmac = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(() => signatures.check(`sha256=${hmac}`, bytes)).not.toThrow();
    expect(() => signatures.check(`SHA256=${hmac.toUpperCase()}`, bytes)).not.toThrow();
    expect(() =>
      signatures.check('sha256=689a1a0fa183259e022c4d77a4eb0810a94e9090d132c5f8732ccce2b36e3621', bytes),
    ).not.toThrow();
  });

  it.each([
    '',
    'sha256=',
    'sha256',
    `sha256=${'0'.repeat(63)}`,
    `sha256=${'0'.repeat(65)}`,
    `sha1=${'0'.repeat(64)}`,
    '0'.repeat(64),
  ])('of the form %j are refused before there is a body', (header) => {
    const signatures = new HeadwindSignatures({ secrets: ['secret'], scheme: 'legacy' });
    expect(() => signatures.read(header)).toThrow('64 hex digits');
  });
});
