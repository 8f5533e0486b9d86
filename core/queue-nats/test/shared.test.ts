import { expect, it } from 'vitest';
import { Shared } from '../src/shared.js';

it('is done once for all who ask before it is begun, and once more for those who ask while it is under way', async () => {
  const ends: (() => void)[] = [];
  const begun = new Shared(() => {
    const number = ends.length;
    return new Promise<number>((resolve) => ends.push(() => resolve(number)));
  });
  const first = [begun.ask(), begun.ask()];
  await expect.poll(() => ends.length).toBe(1);
  const second = [begun.ask(), begun.ask()];
  ends[0]?.();
  expect(await Promise.all(first)).toEqual([0, 0]);
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.();
  expect(await Promise.all(second)).toEqual([1, 1]);
  expect(ends).toHaveLength(2);
});

it('fails for those who shared it, and is done again for the next', async () => {
  let times = 0;
  const failing = new Shared(async () => {
    times += 1;
    if (times === 1) throw new Error('not this time');
    return times;
  });
  const both = await Promise.allSettled([failing.ask(), failing.ask()]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await failing.ask()).toBe(2);
});
