import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor } from '../../src/log/redactor.js';

function redactorOf(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}

describe('redacting', () => {
  it('blanks out every occurrence of every secret', () => {
    expect(redactorOf('hunter2', 'token-9').redact('hunter2, token-9 and hunter2 again')).toBe(
      '[secret], [secret] and [secret] again',
    );
  });

  it('leaves text without secrets as it is', () => {
    expect(redactorOf('hunter2').redact('nothing to see')).toBe('nothing to see');
  });

  it('passes over secrets of fewer than four characters', () => {
    expect(redactorOf('', 'a', 'abc').redact('a, abc')).toBe('a, abc');
    expect(redactorOf('abcd').redact('abcd')).toBe('[secret]');
  });

  it('blanks out the longer of two secrets that begin alike, whichever came first', () => {
    expect(redactorOf('hunter', 'hunter2').redact('hunter2')).toBe('[secret]');
    expect(redactorOf('hunter2', 'hunter').redact('hunter2')).toBe('[secret]');
  });

  it('leaves nothing of two secrets that overlap', () => {
    expect(redactorOf('abcdef', 'defghi').redact('<abcdefghi>')).toBe('<[secret]>');
  });

  it('does not merge secrets that only touch', () => {
    expect(redactorOf('abcd', 'efgh').redact('abcdefgh')).toBe('[secret][secret]');
  });

  it('takes a secret for text, not for a pattern', () => {
    expect(redactorOf('.*+?$&').redact('anything .*+?$& else')).toBe('anything [secret] else');
  });

  const secret = 'p@ss "wörd" /\n+x';
  it.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in JSON inside JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ['in a query', encodeURIComponent(secret)],
    ['in a form', new URLSearchParams({ '': secret }).toString().slice(1)],
    ['in a URL', encodeURI(secret)],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 without padding', Buffer.from(secret).toString('base64').replace(/=+$/, '')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
  ])('finds a secret %s', (_, written) => {
    expect(redactorOf(secret).redact(`before ${written} after`)).toMatch(/^before \[secret\]=* after$/);
  });

  it.each([0, 1, 2, 3, 4])('finds a secret in the base64 of a longer text, %i bytes from its beginning', (bytes) => {
    const written = Buffer.from(`${'u'.repeat(bytes)}${secret}:and more`).toString('base64');
    const redacted = redactorOf(secret).redact(written);
    expect(redacted).toContain('[secret]');
    for (const piece of redacted.split('[secret]')) {
      expect(Buffer.from(piece, 'base64').toString('latin1')).not.toMatch(/wör|"w|ss "/);
    }
  });

  it('finds what follows the scheme in the value of a header', () => {
    expect(redactorOf('Bearer b1946ac92492d234').redact('no such token: b1946ac92492d234')).toBe(
      'no such token: [secret]',
    );
    expect(redactorOf('platform team').redact('the team')).toBe('the team');
  });

  it.each([
    ['before an ellipsis', 'HTTP 400: key b1946ac92492…. Check it', 'HTTP 400: key [secret]…. Check it'],
    ['at the end', 'HTTP 400: key b1946ac92492', 'HTTP 400: key [secret]'],
    ['before each of two', 'b1946ac92492… b1946ac92492d…', '[secret]… [secret]…'],
    ['in its written form', 'b1946ac92492d2347c6a%2B18…', '[secret]…'],
  ])('finds a secret that was cut off %s', (_, text, redacted) => {
    expect(redactorOf('b1946ac92492d2347c6a+180b36').redact(text)).toBe(redacted);
  });

  it('leaves the beginning of a secret where it was not cut off, is short, or is that of a URL', () => {
    const secrets = redactorOf('b1946ac92492d2347c6a', 'https://hooks.example.com/services/b1946ac92492d2347c6a');
    for (const text of ['b1946ac92492 is a word', 'b194…', 'for example https://hooks.example.com/services/…']) {
      expect(secrets.redact(text)).toBe(text);
    }
  });

  it('looks for a secret of fewer than 12 characters as a whole alone, for half of it is a word', () => {
    expect(redactorOf('production1').redact('product… in product')).toBe('product… in product');
    expect(redactorOf('production12').redact('product… in product')).toBe('[secret]… in [secret]');
  });

  it('leaves of a secret that is cut anywhere neither 12 characters nor half', () => {
    const secrets = fc
      .string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 40 })
      .filter((text) => !/^https?:/i.test(text));
    fc.assert(
      fc.property(secrets, fc.double({ min: 0, max: 1, noNaN: true }), (one, share) => {
        const kept = one.slice(0, Math.max(Math.min(12, Math.ceil(one.length / 2)), Math.floor(one.length * share)));
        expect(redactorOf(one).redact(`§${kept}…`)).toBe('§[secret]…');
      }),
    );
  });

  it('lets no secret through, in whatever text it stands', () => {
    const secrets = fc.array(
      fc.string({ unit: 'binary', minLength: 4 }).filter((text) => !'[secret][secret]'.includes(text)),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (all, before, after) => {
        const redactor = redactorOf(...all);
        for (const one of all) {
          const text = `${before}${one}${after}`;
          const redacted = redactor.redact(text);
          expect(redacted).toContain('[secret]');
          // What is left over is what stood around the secret, so the secret cannot be pieced together from it.
          for (const piece of redacted.split('[secret]')) expect(piece.includes(one)).toBe(false);
        }
      }),
    );
  });

  it('takes half of a surrogate pair for a secret too', () => {
    expect(redactorOf('abc\ud800').redact('x abc\ud800 y')).toBe('x [secret] y');
  });
});
