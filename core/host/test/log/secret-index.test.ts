import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SecretIndex } from '../../src/log/secret-index.js';

function indexOf(forms: readonly string[]): SecretIndex {
  const index = new SecretIndex();
  for (const form of forms) index.add(form);
  return index;
}

/** The text with a dot for each character that any of the forms covers, or what is left of one, told one by one. */
function covered(text: string, forms: readonly string[]): string {
  const hidden = new Set<number>();
  for (let start = 0; start < text.length; start += 1) {
    const ellipsis = text.indexOf('…', start);
    for (const form of forms) {
      const ends = [text.length, ...(ellipsis === -1 ? [] : [ellipsis])].filter((end) => isLeft(form, start, end));
      if (text.startsWith(form, start)) ends.push(start + form.length);
      for (let place = start; place < Math.max(...ends, start); place += 1) hidden.add(place);
    }
  }
  return dotted(text, (place) => hidden.has(place));

  function isLeft(form: string, start: number, end: number): boolean {
    const piece = text.slice(start, end);
    const least = Math.min(12, Math.ceil(form.length / 2));
    return form.length >= 12 && piece.length >= least && piece.length < form.length && form.startsWith(piece);
  }
}

function dotted(text: string, isHidden: (place: number) => boolean): string {
  return Array.from({ length: text.length }, (_, place) => (isHidden(place) ? '.' : text[place])).join('');
}

it('finds the same as a search for each form by itself, however alike they are', () => {
  const run = fc.stringMatching(/^a{0,9}b{0,2}a{0,9}[…b]?a{0,9}$/);
  const form = fc.tuple(run, run).map((parts) => parts.join('').padEnd(4, 'a'));
  fc.assert(
    fc.property(fc.array(form, { minLength: 1, maxLength: 12 }), fc.array(run, { maxLength: 4 }), (forms, runs) => {
      for (const text of [runs.join('…'), runs.join('b'), ...forms.map((one) => `${one.slice(0, -1)}…${one}`)]) {
        const found = indexOf(forms).find(text);
        const isFound = (place: number) => found.some(({ start, end }) => start <= place && place < end);
        expect(dotted(text, isFound)).toBe(covered(text, forms));
      }
    }),
    { numRuns: 500 },
  );
});

it('tells nothing that lies within what it has told already', () => {
  expect(indexOf(['aaaa', 'aaaaaaaa']).find('aaaaaaaa')).toEqual([{ start: 0, end: 8 }]);
});

it('finds nothing before any form is added', () => {
  expect(indexOf([]).find('aaaa')).toEqual([]);
});
