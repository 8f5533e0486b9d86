import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor } from '../../src/log/redactor.js';
import { secretsOfUrl } from '../../src/log/url-secrets.js';

const SLACK = 'https://hooks.slack.com/services/T0001/B0001/abcdefghijklmnopqrst';
const TEAMS =
  'https://prod-1.logic.azure.com:443/workflows/0a1b2c3d4e5f6a7b8c9d/run?api-version=2016-06-01&sig=Zm9v%2Fb-r0123456789abc';

function redacted(secret: string, text: string): string {
  const redactor = new Redactor();
  redactor.add(secret);
  return redactor.redact(text);
}

describe('a secret that is a URL', () => {
  it.each([
    ['whole', `cannot post to ${SLACK}`, 'cannot post to [secret]'],
    ['by its path', 'no route POST:/services/T0001/B0001/abcdefghijklmnopqrst', 'no route POST:[secret]'],
    ['by a long segment', 'unknown token abcdefghijklmnopqrst', 'unknown token [secret]'],
  ])('is blanked out %s', (_, text, expected) => {
    expect(redacted(SLACK, text)).toBe(expected);
  });

  it.each([
    ['path and query', new URL(TEAMS).pathname + new URL(TEAMS).search],
    ['the path alone', new URL(TEAMS).pathname],
    ['a value of the query', 'Zm9v%2Fb-r0123456789abc'],
    ['a value of the query, decoded', 'Zm9v/b-r0123456789abc'],
    ['a segment of the path', '0a1b2c3d4e5f6a7b8c9d'],
  ])('is found by %s', (_, part) => {
    expect(redacted(TEAMS, `<${part}>`)).toBe('<[secret]>');
  });

  it('is found by its password', () => {
    expect(redacted('https://user:pa%40ss@example.com/', 'the password pa@ss or pa%40ss')).toBe(
      'the password [secret] or [secret]',
    );
  });

  it('leaves its host, and short segments, which are ordinary words', () => {
    const text = 'hooks.slack.com has services T0001 and B0001';
    expect(redacted(SLACK, text)).toBe(text);
  });

  it.each(['update_completed', 'rollback_triggered', 'nginx-deployment', 'team-payments-production-2'])(
    'leaves %s, which may be a word elsewhere',
    (word) => {
      expect(redacted(`https://example.com/hooks/${word}?for=${word}`, `about ${word}`)).toBe(`about ${word}`);
    },
  );

  it.each(['/hooks/b1946ac92', '/services/T0001ABCD/x', '/hooks?key=b1946ac92', '/abcdefghijklmnopqrst'])(
    'is found by its path %s, which names one webhook among many',
    (path) => {
      expect(redacted(`https://example.com${path}`, `POST ${path}`)).toBe('POST [secret]');
    },
  );

  it.each(['/v2/alerts', '/v2/enqueue', '/hooks/1', '/in/nginx-deployment', '/apis/v1alpha1'])(
    'leaves the path %s, which others may have too',
    (path) => {
      expect(redacted(`https://example.com${path}`, `api.example.com${path}/x`)).toBe(`api.example.com${path}/x`);
    },
  );

  it('leaves a path that is no more than a word', () => {
    expect(redacted('https://example.com/hook', 'see https://docs.example.com/hook')).toBe(
      'see https://docs.example.com/hook',
    );
  });

  it.each(['ftp://example.com/abcdefghijklmnopqrst', 'not a URL', 'https://', ''])('is not seen in %j', (text) => {
    expect(secretsOfUrl(text)).toEqual([]);
  });

  it('never gives away a long segment or value, whatever stands around it', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9]{20,40}$/);
    fc.assert(
      fc.property(word, word, fc.string(), (segment, value, around) => {
        const text = redacted(`https://example.com/hooks/${segment}?key=${value}`, `${around}${segment} ${value}`);
        expect(text).not.toContain(segment);
        expect(text).not.toContain(value);
      }),
    );
  });

  it('is taken apart without an error, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true, withFragments: true })), (text) => {
        for (const part of secretsOfUrl(text)) expect(part.length).toBeGreaterThanOrEqual(4);
      }),
    );
  });
});
