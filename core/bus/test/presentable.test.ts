import { delivered, isOutcome, type Outcome, rejected, retry } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { presentable } from '../src/presentable.js';

const redact = (text: string): string => text.replaceAll('hunter2', '[secret]');

describe('an outcome that is shown', () => {
  it.each<[Outcome, object]>([
    [rejected('no hunter2', { disableChannel: true }), { message: 'no [secret]', disableChannel: true }],
    [retry('hunter2?', { afterMs: 5, rateLimited: true }), { message: '[secret]?', afterMs: 5, rateLimited: true }],
    [delivered('by hunter2'), { note: 'by [secret]' }],
  ])('has no secret in it: %j', (outcome, shown) => {
    expect(presentable(outcome, redact)).toMatchObject({ status: outcome.status, ...shown });
    expect(isOutcome(presentable(outcome, redact))).toBe(true);
  });

  it.each([rejected('x'.repeat(5_000)), delivered('x'.repeat(5_000))])('is short: %#', (outcome) => {
    const shown = presentable(outcome, redact);
    expect(shown.status === 'delivered' ? shown.note : shown.message).toHaveLength(2_000);
  });

  it('has no part of a secret in it where it is cut', () => {
    const shown = presentable(retry(`${'x'.repeat(1_996)}hunter2`), redact);
    expect(shown).toMatchObject({ message: `${'x'.repeat(1_996)}[sec` });
  });

  it('has no part of a secret in it where looking ended, however much shorter it became by that', () => {
    const secret = 'hunter2'.repeat(10);
    const blank = (text: string): string => text.replaceAll(secret, '');
    expect(presentable(retry(secret.repeat(100)), blank)).toMatchObject({ message: '' });
    expect(presentable(retry(`${'x'.repeat(50)}${secret.repeat(100)}`), blank)).toMatchObject({
      message: expect.not.stringContaining('hunter2'),
    });
  });

  it('is looked at no further than a secret can be long', () => {
    const looked: number[] = [];
    const count = (text: string): string => {
      looked.push(text.length);
      return text;
    };
    expect(presentable(retry('x'.repeat(5_000_000)), count)).toMatchObject({ message: 'x'.repeat(2_000) });
    expect(looked).toEqual([2_000 + 4_096]);
  });

  it.each([
    [retry('later'), 'other'],
    [rejected('no', { reason: 'credentials' }), 'credentials'],
    [{ ...rejected('no'), reason: Object('hunter2') }, 'other'],
  ])('has its reason, one of those there are: %#', (outcome, reason) => {
    expect(presentable(outcome, redact)).toMatchObject({ reason });
  });

  it('has no note where there is none, or one that is no text', () => {
    expect(presentable(delivered(), redact)).toEqual(delivered());
    expect(presentable({ ...delivered(), note: Object(123) }, redact)).toEqual(delivered());
  });
});
