import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printableJson, printableLine, printableText } from '../../src/cli/printable.js';

const NASTY = 'a\u001b[31mred\u001b[0m\u0007\u009b2J\u202eb';

describe('what is printed of a text from outside', () => {
  it('steers no terminal', () => {
    expect(printableText(NASTY)).toBe('aredb');
    expect(printableLine(`one\r\ntwo\u2028three ${NASTY}\n`)).toBe('one two three aredb');
  });

  it('keeps lines and tabs of a text', () => {
    expect(printableText('one\r\ntwo\tthree')).toBe('one\ntwo\tthree');
  });

  it('is the same JSON, whatever is in it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const json = printableJson(value);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(json).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
      }),
    );
    expect(JSON.parse(printableJson({ text: NASTY }))).toEqual({ text: NASTY });
    expect(printableJson({ text: NASTY })).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
  });

  it('never has a control character, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printableText(text)).not.toMatch(/[^\P{Cc}\n\t]|\p{Bidi_Control}/u);
        expect(printableLine(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      }),
    );
  });
});
