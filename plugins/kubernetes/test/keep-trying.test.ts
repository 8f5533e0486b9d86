import { describe, expect, it } from 'vitest';
import { keepTrying } from '../src/keep-trying.js';
import { LIMITS } from '../src/limits.js';

const { backoff } = LIMITS;

describe('what is tried until it succeeds', () => {
  it('waits after every failure, longer with each, and tells of the first', async () => {
    const waits: unknown[] = [];
    const troubles: unknown[] = [];
    let attempts = 0;
    const result = await keepTrying(
      async () => {
        attempts += 1;
        if (attempts < 5) throw new Error(`attempt ${attempts}`);
        return attempts;
      },
      { backoff, signal: new AbortController().signal, onTrouble: (error) => troubles.push(error) },
      async (failures, limits) => void waits.push([failures, limits]),
    );
    expect(result).toBe(5);
    expect(waits).toEqual([1, 2, 3, 4].map((failures) => [failures, backoff]));
    expect(troubles).toEqual([new Error('attempt 1')]);
  });

  it('is given up once the signal is aborted, in the middle of a wait', async () => {
    const stopping = new AbortController();
    const day = 86_400_000;
    const trying = keepTrying(() => Promise.reject(new Error('no')), {
      backoff: { minMs: day, maxMs: day },
      signal: stopping.signal,
      onTrouble: () => stopping.abort(),
    });
    await expect(trying).rejects.toMatchObject({ name: 'AbortError' });
  });
});
