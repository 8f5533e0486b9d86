import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Tally } from '../src/tally.js';

const events = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 900 }), isWanted: fc.boolean() }), {
  maxLength: 200,
});

it('counts and finds what is beyond a sequence, as a list of all would', () => {
  fc.assert(
    fc.property(
      events,
      fc.nat(100_000),
      fc.integer({ min: 1, max: 300 }),
      fc.boolean(),
      (drawn, after, limit, forgets) => {
        const tally = new Tally();
        const wanted: number[] = [];
        let seq = 0;
        for (const { gap, isWanted } of drawn) {
          seq += gap;
          tally.add(seq, isWanted ? ['chat', 'pager'] : ['pager']);
          if (isWanted) wanted.push(seq);
        }
        // Half of them within what was told.
        const from = after % 2 === 0 ? after : after % (seq + 1);
        const expected = wanted.filter((each) => each > from);
        if (forgets) tally.forgetBefore('chat', from);
        expect(tally.countAfter('chat', from)).toBe(expected.length);
        expect(tally.firstAfter('chat', from, limit)).toEqual(expected.slice(0, limit));
        expect(tally.countAfter('pager', 0)).toBe(drawn.length);
        expect(tally.lastSeq).toBe(seq);
      },
    ),
  );
});

it('knows nothing of a channel that no event was for, nor of what was before it began anew', () => {
  const tally = new Tally();
  tally.add(7, ['chat']);
  expect(tally.countAfter('pager', 0)).toBe(0);
  expect(tally.firstAfter('pager', 0, 10)).toEqual([]);
  tally.reset(3);
  expect(tally.countAfter('chat', 0)).toBe(0);
  expect(tally.lastSeq).toBe(3);
});
