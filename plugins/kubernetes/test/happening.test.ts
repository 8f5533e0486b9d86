import { describe, expect, it } from 'vitest';
import { finishedBefore, unannounced } from '../src/happening.js';

const LIFE = ['Pending', 'Approved', 'Completed'].map((key) => ({ key, events: [] }));

function keysOf(announced: readonly string[]): readonly string[] {
  return unannounced(announced, LIFE).map(({ key }) => key);
}

describe('what is to be announced', () => {
  it('is all that leads to the present, without what was announced', () => {
    expect(keysOf([])).toEqual(['Pending', 'Approved', 'Completed']);
    expect(keysOf(['Pending'])).toEqual(['Approved', 'Completed']);
    expect(keysOf(['Pending', 'Failed'])).toEqual(['Approved', 'Completed']);
  });

  it('is nothing where the present was announced, also when its past is told anew', () => {
    expect(keysOf(['Pending', 'Completed'])).toEqual([]);
    expect(unannounced([], [])).toEqual([]);
  });
});

describe('the very first look', () => {
  it('takes all of what is finished for announced, and nothing of what is not', () => {
    expect(finishedBefore(LIFE)).toEqual(['Pending', 'Approved', 'Completed']);
    expect(finishedBefore([...LIFE.slice(0, 1), { key: 'Approved', events: [], unfinished: true }])).toEqual([]);
    expect(finishedBefore([])).toEqual([]);
  });
});
