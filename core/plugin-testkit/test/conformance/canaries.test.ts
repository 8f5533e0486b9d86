import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CANARY_FORMS, tracesOf, withCanaries } from '../../src/conformance/canaries.js';

const SECRET = { type: 'string', writeOnly: true };
const SCHEMA = { properties: { url: SECRET, name: { type: 'string' }, keys: { type: 'array', items: SECRET } } };

function canaries(value: unknown, seed = 'one', form = 0): unknown {
  return withCanaries(SCHEMA, value, { seed, form });
}

describe('canaries', () => {
  it('stand in the place of secrets, wherever the schema says there is one, and nowhere else', () => {
    const given = { url: 'secret-url', name: 'visible', keys: ['key-1', 'key-2'], port: 1 };
    const put = canaries(given);
    expect(put).toMatchObject({ name: 'visible', port: 1 });
    expect(put).not.toMatchObject({ url: given.url });
    expect(put).not.toMatchObject({ keys: given.keys });
  });

  it('have the form of the secret: its length, its digits, its letters, its signs', () => {
    const form = (text: string) => text.replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A').replace(/\d/g, '0');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), fc.string(), (secret, seed) => {
        fc.pre(!/^https?:/i.test(secret));
        const { url } = Object(canaries({ url: secret }, seed));
        expect(form(url)).toBe(form(secret));
      }),
    );
  });

  it('are the same for one seed, and others for another', () => {
    const given = { url: 'a-long-secret-0123456789' };
    expect(canaries(given, 'one')).toEqual(canaries(given, 'one'));
    expect(canaries(given, 'one')).not.toEqual(canaries(given, 'two'));
  });

  it('leave the host of a URL as it is', () => {
    const { url } = Object(canaries({ url: 'https://hooks.example.com:8443/services/T0/abcdef?sig=XYZ' }));
    expect(url).toMatch(/^https:\/\/hooks\.example\.com:8443\/[a-z]{8}\/[A-Z]\d\/[a-z]{6}\?[a-z]{3}=[A-Z]{3}$/);
    expect(canaries({ url: 'https://hooks.example.com' })).toEqual({ url: 'https://hooks.example.com' });
  });

  it('keep what a provider marks its secrets with where they must, and at last everything', () => {
    const { url } = Object(canaries({ url: 'xoxb-0123-ABC' }, 'one', 1));
    expect(url).toMatch(/^xoxb-\d{4}-[A-Z]{3}$/);
    expect(url).not.toBe('xoxb-0123-ABC');
    expect(canaries({ url: 'xoxb-0123-ABC' }, 'one', CANARY_FORMS - 1)).toEqual({ url: 'xoxb-0123-ABC' });
  });
});

describe('the traces of a secret', () => {
  it('are itself, as it is and encoded', () => {
    expect(tracesOf('p&ssword')).toEqual([
      'p&ssword',
      'p%26ssword',
      Buffer.from('p&ssword').toString('base64').slice(0, -1),
    ]);
  });

  it('are the parts of a URL that are long enough to tell', () => {
    const traces = tracesOf('https://hooks.example.com/T0/k3Xw81tQz7');
    expect(traces).toEqual(expect.arrayContaining(['/T0/k3Xw81tQz7', 'k3Xw81tQz7']));
    expect(traces).not.toContain('T0');
    expect(traces.join()).not.toMatch(/(^|,)hooks\.example\.com(,|$)/);
  });

  it('are none where the secret may stand in any text by chance', () => {
    expect(tracesOf('abc')).toEqual([]);
  });
});
