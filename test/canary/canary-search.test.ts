import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CanarySearch, writtenForms } from './canary.js';

describe('the search for canaries', () => {
  it('finds one in every form, whatever stands around it', () => {
    const text = 'Zq7aB3dE5gH8jK1m"\\/+=&%<>nP4rS6tV';
    const search = new CanarySearch([{ field: 'key', text }]);
    const around = fc.string({ maxLength: 40 });
    const written = fc.constantFrom(
      (value: string) => value,
      (value: string) => JSON.stringify({ value }),
      (value: string) => JSON.stringify(JSON.stringify({ value })),
      encodeURIComponent,
      (value: string) => Buffer.from(value).toString('base64'),
    );
    fc.assert(
      fc.property(around, around, written, (before, after, write) => {
        fc.pre(!/\p{Surrogate}/u.test(before + after));
        expect(search.findIn('here', write(`${before}${text}${after}`))).not.toEqual([]);
      }),
    );
  });
  it('finds nothing where there is none', () => {
    const search = new CanarySearch([{ field: 'key', text: 'Zq7aB3dE5gH8jK1mnP4rS6tV' }]);
    expect(search.findIn('here', 'nothing to see: Zq7aB3dE5gH')).toEqual([]);
    expect(Object.values(writtenForms('Zq7aB3dE5gH8jK1mnP4rS6tV')).every((form) => form.length >= 12)).toBe(true);
  });
});
