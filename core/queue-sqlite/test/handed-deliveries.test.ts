import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HandedDeliveries } from '../src/handed-deliveries.js';

const seqs = fc.uniqueArray(fc.integer({ min: 1, max: 30 }));

function handedOf(handed: HandedDeliveries, after = 0): number[] {
  const parsed: number[] = JSON.parse(handed.after(after));
  return parsed.sort((a, b) => a - b);
}

it('has what was handed over before when a turn is rolled back, and what the turn made of it when it is stored', () => {
  fc.assert(
    fc.property(seqs, seqs, seqs, fc.boolean(), (before, removed, added, stored) => {
      const handed = new HandedDeliveries();
      for (const seq of before) handed.add(seq);
      handed.keep();
      const left = before.filter((seq) => !removed.includes(seq));
      const fresh = added.filter((seq) => !left.includes(seq));
      for (const seq of removed) handed.remove(seq);
      for (const seq of fresh) handed.add(seq);
      if (stored) handed.keep();
      else handed.undo();
      expect(handedOf(handed)).toEqual((stored ? [...left, ...fresh] : before).sort((a, b) => a - b));
    }),
  );
});

it('tells those after a sequence number', () => {
  const handed = new HandedDeliveries();
  for (const seq of [5, 3, 9, 4]) handed.add(seq);
  expect(handedOf(handed, 4)).toEqual([5, 9]);
  expect(handedOf(handed, 9)).toEqual([]);
});
