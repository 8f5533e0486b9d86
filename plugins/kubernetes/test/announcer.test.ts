import type { EventDraft } from '@headwind/plugin-api';
import { createTestContext, createTestSourceContext, type TestSourceContext } from '@headwind/plugin-testkit/context';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Phase, updateRequest } from '../../../test/stand-ins/kubernetes-api-objects.js';
import { AnnouncedBook } from '../src/announced-book.js';
import { Announcer } from '../src/announcer.js';
import { updateRequests, type Watched } from '../src/resource.js';
import { eventually } from './eventually.js';
import { QUICK } from './watched-cluster.js';

let stopping: AbortController;
let onPublish: (event: EventDraft) => void | Promise<void>;
let ctx: TestSourceContext<object>;
let book: AnnouncedBook;
let announcer: Announcer;

beforeEach(async () => {
  stopping = new AbortController();
  onPublish = () => undefined;
  ctx = createTestSourceContext({}, { onPublish: (event) => onPublish(event) });
  book = new AnnouncedBook(ctx.state, 'updaterequests', 'west');
  await book.load();
  announcer = new Announcer(ctx, QUICK, stopping.signal);
});

function watched(uid: string, phase: Phase, workload = 'nginx'): Watched {
  const object = updateRequest({ uid, workload }, phase, { approvedBy: 'jane' });
  const read = updateRequests(undefined).read({ ...object, metadata: { ...object.metadata, resourceVersion: '1' } });
  if (read === undefined) throw new Error('this is no update request');
  return read;
}

function change(uid: string, phase: Phase, workload?: string): void {
  announcer.changed({ book, object: watched(uid, phase, workload), gone: false });
}

const ids = () => ctx.published.map(({ id }) => id);
const messages = () => ctx.log.lines.map(({ level, message }) => `${level}: ${message}`);

function coded(code: string): Error {
  return Object.assign(new Error(`${code}: no`), { code });
}

describe('an announcer', () => {
  it('publishes the events of a workload in their order, however many workloads there are', async () => {
    onPublish = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    const workloads = Array.from({ length: 10 }, (_, index) => `workload-${index}`);
    for (const phase of ['Pending', 'Completed'] as const) for (const each of workloads) change(each, phase, each);
    await announcer.listed(
      book,
      undefined,
      workloads.map((each) => watched(each, 'Completed', each)),
    );
    for (const each of workloads) {
      expect(ids().filter((id) => id?.startsWith(`${each}:`))).toEqual([
        `${each}:pending`,
        `${each}:approved`,
        `${each}:completed`,
      ]);
    }
  });

  it.each(['QUEUE_FULL', 'QUEUE_UNAVAILABLE'])(
    'waits when the queue answers %s, says so once, and loses nothing',
    async (code) => {
      let refusals = 4;
      onPublish = () => {
        if (refusals-- > 0) throw coded(code);
      };
      change('a', 'Completed');
      await eventually(() => expect(ids()).toEqual(['a:pending', 'a:approved', 'a:completed']));
      expect(messages()).toEqual(['warn: an event could not be published; it is as soon as that is possible']);
    },
  );

  it('passes over an object that makes no event, once, and goes on with the others', async () => {
    onPublish = ({ workload }) => {
      if (workload.name === 'absurd') throw coded('EVENT_INVALID');
    };
    change('bad', 'Pending', 'absurd');
    change('good', 'Pending');
    await eventually(() => expect(ids()).toEqual(['good:pending']));
    change('bad', 'Pending', 'absurd');
    await announcer.listed(book, undefined, [watched('bad', 'Pending', 'absurd'), watched('good', 'Pending')]);
    expect(messages()).toEqual(['error: an object of the cluster makes no event, and is passed over']);
    expect(ctx.log.lines[0]?.fields).toMatchObject({ id: 'bad:pending', workload: 'production/absurd' });
  });

  it('remembers what it published only once it is stored', async () => {
    let store = (): void => undefined;
    onPublish = () =>
      new Promise<void>((resolve) => {
        store = resolve;
      });
    change('a', 'Pending');
    await new Promise((resolve) => setImmediate(resolve));
    expect(book.announced('a')).toEqual([]);
    store();
    await eventually(() => expect(book.announced('a')).toEqual(['Pending']));
  });

  it('says the same again after a crash before it could remember, under the same id and with the same time', async () => {
    change('a', 'Completed');
    await eventually(() => expect(ids()).toHaveLength(3));
    const again = createTestSourceContext({});
    const forgetful = new AnnouncedBook(createTestContext({}).state, 'updaterequests', 'west');
    new Announcer(again, QUICK, stopping.signal).changed({
      book: forgetful,
      object: watched('a', 'Completed'),
      gone: false,
    });
    await eventually(() => expect(again.published).toEqual(ctx.published));
  });

  it('waits when it cannot remember, and does in the end', async () => {
    let failures = 3;
    const stored = createTestContext({}).state;
    const state = {
      ...stored,
      async set(key: string, value: unknown) {
        if (failures-- > 0) throw coded('QUEUE_UNAVAILABLE');
        await stored.set(key, value);
      },
    };
    const troubled = new AnnouncedBook(state, 'updaterequests', 'west');
    announcer.changed({ book: troubled, object: watched('a', 'Pending'), gone: false });
    await announcer.listed(troubled, undefined, [watched('a', 'Pending')]);
    const again = new AnnouncedBook(stored, 'updaterequests', 'west');
    await again.load();
    expect(again.announced('a')).toEqual(['Pending']);
    expect(messages()).toEqual(['warn: what was announced could not be stored; it is as soon as possible']);
  });

  it('announces what is left to say of an object that is deleted, and forgets it', async () => {
    change('a', 'Pending');
    announcer.changed({ book, object: watched('a', 'Completed'), gone: true });
    await eventually(() => expect(ids()).toEqual(['a:pending', 'a:approved', 'a:completed']));
    await eventually(() => expect(book.announced('a')).toEqual([]));
  });

  it('lets no more changes wait than it can hold', async () => {
    let store = (): void => undefined;
    const stored = new Promise<void>((resolve) => {
      store = resolve;
    });
    onPublish = () => stored;
    const small = new Announcer(ctx, { ...QUICK, waiting: 3 }, stopping.signal);
    for (let count = 0; count < 150; count += 1) {
      small.changed({ book, object: watched(`a-${count}`, 'Pending'), gone: false });
    }
    let hasRoom = false;
    const room = small.room().then(() => {
      hasRoom = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(hasRoom).toBe(false);
    store();
    await room;
    await eventually(() => expect(ctx.published).toHaveLength(150));
  });

  it('ends when it is told to, in the middle of a wait, and begins nothing after it', async () => {
    onPublish = () => Promise.reject(coded('QUEUE_FULL'));
    change('a', 'Completed');
    await eventually(() => expect(messages()).toHaveLength(1));
    stopping.abort();
    await announcer.ended();
    change('b', 'Pending');
    await announcer.ended();
    await expect(announcer.listed(book, undefined, [])).rejects.toThrow();
    expect(ids()).toEqual([]);
    expect(messages()).toHaveLength(1);
  });
});
