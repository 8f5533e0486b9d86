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
