import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEAD, DELIVERED, PENDING } from '../src/state-code.js';
import type { Turn } from '../src/turn.js';
import { packTurn, unpackTurn } from '../src/turn-packing.js';

const number = fc.nat(Number.MAX_SAFE_INTEGER);
const wanted = fc.record({ channel: fc.nat(9), count: number, bytes: number, low: fc.boolean() });
const publication = fc.record({
  id: fc.string(),
  workload: fc.string(),
  body: fc.string(),
  channels: fc.array(fc.nat(9)),
});
const settlement = fc.record({
  seq: number,
  channel: fc.nat(9),
  workload: fc.string(),
  state: fc.constantFrom(PENDING, DELIVERED, DEAD),
  attempts: number,
  retries: number,
  firstAttemptAt: number,
  begunAt: number,
  at: number,
  retryAt: number,
  error: fc.option(fc.string()),
  reason: fc.option(fc.string()),
});

it('comes out of the thread as it went in', () => {
  const calls = fc.array(fc.array(publication));
  fc.assert(
    fc.property(fc.array(wanted), calls, fc.array(settlement), (wanted, calls, settlements) => {
      const turn: Turn = {
        now: 7,
        newChannels: ['a'],
        wanted,
        settlements,
        calls,
        replays: [],
        discards: [],
        stateWrites: [],
        stateReads: [],
        lists: [],
        finds: [],
        depths: [],
        pruneBefore: undefined,
      };
      expect(unpackTurn(structuredClone(packTurn(turn)))).toEqual(turn);
    }),
  );
});
