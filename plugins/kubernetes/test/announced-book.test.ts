import type { PluginState } from '@headwind/plugin-api';
import { createTestContext } from '@headwind/plugin-testkit/context';
import { beforeEach, describe, expect, it } from 'vitest';
import { AnnouncedBook } from '../src/announced-book.js';

let state: PluginState;
/** Keys that were written, oldest first. */
let written: string[];
let failing: boolean;

beforeEach(() => {
  const kept = createTestContext({}).state;
  written = [];
  failing = false;
  state = {
    ...kept,
    async set(key, value) {
      if (failing) throw new Error('the disk is full');
      written.push(key);
      await kept.set(key, value);
    },
  };
});

async function open(resource = 'updaterequests', cluster = 'west'): Promise<AnnouncedBook> {
  const book = new AnnouncedBook(state, resource, cluster);
  await book.load();
  return book;
}

/** The book of 5,000 update requests, saved. */
async function bigBook(): Promise<AnnouncedBook> {
  const book = await open();
  for (let count = 0; count < 5_000; count += 1) book.note(`uid-${count}`, 'production', ['Pending', 'Completed']);
  await book.save();
  return book;
}

describe('what was announced', () => {
  it('is there again after a restart, for each resource on its own', async () => {
    const book = await open();
    book.note('a', 'production', ['Pending']);
    book.note('a', 'production', ['Pending', 'Completed']);
    book.noteListed('production');
    await book.save();
    const again = await open();
    expect(again.announced('a')).toEqual(['Pending', 'Completed']);
    expect([again.wasListed('production'), again.wasListed('staging')]).toEqual([true, false]);
    expect((await open('deployments')).announced('a')).toEqual([]);
  });

  it('is stored in parts: one change of 5,000 objects writes one small value', async () => {
    const book = await bigBook();
    expect(written.length).toBe(64);
    book.note('uid-7', 'production', ['Failed']);
    await book.save();
    expect(written.length).toBe(65);
    const value = await state.get(written.at(-1) ?? '');
    expect(JSON.stringify(value).length).toBeLessThan(20_000);
    await book.save();
    expect(written.length).toBe(65);
  });

  it('is stored before a namespace counts as listed', async () => {
    const book = await open();
    book.note('a', 'production', ['Pending']);
    book.noteListed(undefined);
    await book.save();
    expect(written.at(-1)).toBe('updaterequests/listed');
    expect(written).toHaveLength(2);
  });

  it('that could not be stored is, with the next save', async () => {
    const book = await open();
    book.note('a', 'production', ['Pending']);
    book.noteListed(undefined);
    failing = true;
    await expect(book.save()).rejects.toThrow('the disk is full');
    failing = false;
    await book.save();
    const again = await open();
    expect(again.announced('a')).toEqual(['Pending']);
    expect(again.wasListed('production')).toBe(true);
  });

  it('is forgotten of objects that a whole list does not have, in the namespace that was listed', async () => {
    const book = await open();
    for (const namespace of ['production', 'staging']) {
      book.note(`${namespace}-here`, namespace, ['Pending']);
      book.note(`${namespace}-gone`, namespace, ['Pending']);
    }
    book.keepOnly('production', new Set(['production-here']));
    expect(['production-here', 'production-gone', 'staging-gone'].map((uid) => book.announced(uid).length)).toEqual([
      1, 0, 1,
    ]);
    book.keepOnly(undefined, new Set(['staging-here']));
    expect(['production-here', 'staging-here', 'staging-gone'].map((uid) => book.announced(uid).length)).toEqual([
      0, 1, 0,
    ]);
    await book.save();
    expect((await open()).announced('production-here')).toEqual([]);
  });

  it('is forgotten with the namespaces that are watched no longer', async () => {
    const book = await open();
    book.note('a', 'production', ['Pending']);
    book.note('b', 'staging', ['Pending']);
    book.noteListed(undefined);
    book.narrow(['production']);
    await book.save();
    const again = await open();
    expect([again.announced('a'), again.announced('b')]).toEqual([['Pending'], []]);
    expect([again.wasListed('production'), again.wasListed('staging')]).toEqual([true, false]);
    again.narrow(['production', 'staging']);
    expect([again.wasListed('production'), again.wasListed('staging')]).toEqual([true, false]);
  });

  it('is nothing in another cluster, nor in the first one after it', async () => {
    const book = await open();
    book.note('a', 'production', ['Completed']);
    book.noteListed(undefined);
    await book.save();
    const other = await open('updaterequests', 'east');
    expect([other.announced('a'), other.wasListed('production')]).toEqual([[], false]);
    other.noteListed('production');
    await other.save();
    expect((await open('updaterequests', 'east')).wasListed('production')).toBe(true);
    const again = await open();
    expect([again.announced('a'), again.wasListed('production')]).toEqual([[], false]);
  });

  it('of another cluster stays nothing when it is killed before the first list was stored', async () => {
    const book = await open();
    book.note('a', 'production', ['Completed']);
    book.noteListed(undefined);
    await book.save();
    const other = await open('updaterequests', 'east');
    other.note('b', 'production', ['Completed']);
    await other.save();
    expect((await open('updaterequests', 'east')).wasListed('production')).toBe(false);
  });

  it('is nothing where the state holds something else', async () => {
    await state.set('updaterequests/listed', { all: true });
    for (let shard = 0; shard < 64; shard += 1) await state.set(`updaterequests/${shard}`, ['rubbish']);
    const book = await open();
    expect(book.announced('a')).toEqual([]);
    expect(book.wasListed('production')).toBe(false);
  });

  it('of one object does not grow without end', async () => {
    const book = await open();
    for (let count = 0; count < 1_000; count += 1) book.note('a', 'production', [`nginx:${count}`]);
    expect(book.announced('a')).toHaveLength(256);
    expect(book.announced('a').at(-1)).toBe('nginx:999');
  });
});
