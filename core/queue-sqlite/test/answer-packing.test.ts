import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packAnswer, unpackAnswer } from '../src/answer-packing.js';
import type { TurnAnswer } from '../src/turn.js';

const ANSWER: Omit<TurnAnswer, 'handovers'> = {
  written: { firstSeq: 1, duplicates: [2], full: [], replayed: [true], discarded: [false] },
  unsettled: undefined,
  read: {
    states: ['{}', undefined],
    lists: [],
    finds: [],
    depths: [[{ channel: 'chat', pending: 1, dead: 2, oldestPendingAt: 3 }]],
  },
  moreToPrune: true,
};

const number = fc.nat(Number.MAX_SAFE_INTEGER);
// What has one sequence number has one body.
const read = fc
  .record({ seq: number, publishedAt: number, attempts: number, retries: number, firstAttemptAt: fc.option(number) })
  .map((row) => ({ ...row, body: `body of ${row.seq}` }));
const handover = fc.record({
  channel: fc.nat(9),
  fresh: fc.array(number),
  read: fc.array(read),
  behind: fc.boolean(),
  nextDue: fc.option(number, { nil: undefined }),
});

it('comes out of the thread as it went in', () => {
  fc.assert(
    fc.property(fc.array(handover), (handovers) => {
      const answer: TurnAnswer = { ...ANSWER, handovers };
      expect(unpackAnswer(structuredClone(packAnswer(answer)))).toEqual(answer);
    }),
  );
});

it('has the body of an event that goes to several channels once', () => {
  const row = { seq: 7, body: 'x'.repeat(10_000), publishedAt: 1, attempts: 0, retries: 0, firstAttemptAt: null };
  const handovers = [0, 1].map((channel) => ({ channel, fresh: [], read: [row], behind: false, nextDue: undefined }));
  expect(packAnswer({ ...ANSWER, handovers }).handovers).toMatchObject({ bodies: [row.body] });
});

it('tells a failure as it is', () => {
  const answer = { ...ANSWER, handovers: { code: 'SQLITE_FULL', message: 'the disk is full' } };
  expect(unpackAnswer(structuredClone(packAnswer(answer)))).toEqual(answer);
});
