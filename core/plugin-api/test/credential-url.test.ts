import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankOut, credentialParts } from '../src/credential-url.js';

describe('the credential of a URL', () => {
  const url = new URL('https://tok_secret:p%40ssword@example.com/services/T0001/b1946ac9%2F2492?token=7c6a180b36&x=1');

  it('is path and query whole and in parts, user and password, as sent and decoded', () => {
    expect(credentialParts(url)).toEqual(
      expect.arrayContaining([
        '/services/T0001/b1946ac9%2F2492?token=7c6a180b36&x=1',
        '/services/T0001/b1946ac9%2F2492',
        'T0001',
        'b1946ac9%2F2492',
        'b1946ac9/2492',
        '7c6a180b36',
        'tok_secret',
        'p%40ssword',
        'p@ssword',
      ]),
    );
  });

  it('is neither the host nor what is too short for a secret', () => {
    const parts = credentialParts(url);
    expect(parts.filter((part) => part.includes('example.com') || part.length < 4)).toEqual([]);
  });

  it('is found in any URL that can be parsed', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (text) => {
        const { pathname, search } = new URL(text);
        const whole = pathname + search;
        expect(credentialParts(new URL(text)).includes(whole)).toBe(whole.length >= 4);
      }),
    );
  });
});

describe('a text that is blanked out', () => {
  it('has no secret in it, the longest found first', () => {
    expect(blankOut('no route /a/secret, secret', ['secret', '/a/secret'])).toBe('no route …, …');
  });

  it('is found whichever letters its percent-encodings are written in', () => {
    expect(blankOut('sig=a%2bb and a%2Bb', ['a%2Bb'])).toBe('sig=… and …');
  });

  it('keeps what is too short for a secret', () => {
    expect(blankOut('cat and a', ['a', 'cat'])).toBe('cat and a');
  });

  it('has none of the parts of a URL, whichever order they come in', () => {
    const url = new URL('https://example.com/hooks/b1946ac92492?sig=7c6a180b36fd');
    const parts = credentialParts(url);
    const said = fc.array(fc.constantFrom(...parts, 'no', 'route'));
    fc.assert(
      fc.property(said, (words) => {
        const quoted = blankOut(words.join(' '), parts);
        expect(['hooks', 'b1946ac92492', '7c6a180b36fd'].filter((secret) => quoted.includes(secret))).toEqual([]);
      }),
    );
  });
});
