import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitText } from '../src/fit-text.js';

describe('a text that is fitted', () => {
  it('stays as it is where it is short enough', () => {
    expect(fitText('nginx:1.27.0\n\tfailed', 100)).toBe('nginx:1.27.0\n\tfailed');
  });

  it('ends in an ellipsis where it was cut', () => {
    expect(fitText('CrashLoopBackOff', 6)).toBe('Crash…');
  });

  it('is not cut within a character', () => {
    expect(fitText('ab🚀cd', 4)).toBe('ab…');
  });

  it('loses control characters, and keeps line breaks', () => {
    expect(fitText('a\u0000b\u001b[31mc\r\nd\re', 100)).toBe('ab[31mc\nd\ne');
  });

  it('loses what makes the text around it read in another order, and keeps what is written from right to left', () => {
    expect(fitText('nginx\u202exnign\u202c \u2066a\u2069 תמונה', 100)).toBe('nginxxnign a תמונה');
  });

  it('has no half of a surrogate pair', () => {
    expect(fitText('a\ud800b', 100)).toBe('a\ufffdb');
  });

  it('is never longer than its limit, and is well-formed, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 40 }), (text, limit) => {
        const fitted = fitText(text, limit);
        expect(fitted.length).toBeLessThanOrEqual(limit);
        expect(Buffer.from(fitted).toString()).toBe(fitted);
      }),
    );
  });
});
