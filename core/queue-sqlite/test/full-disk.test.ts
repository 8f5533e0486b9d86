import { openSqliteStorage } from '@headwind/queue-sqlite';
import type Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../src/schema.js';
import { InThreadWorker, queueOn } from './in-thread-worker.js';
import { listAll } from './list-all.js';
import { delivered, NEVER_ABORTED, publicationOf } from './sample-events.js';
import { tempFile } from './temp-folder.js';

const LONG = 'x'.repeat(20_000);

/** The database may not grow, as on a full disk. */
function fill(database: Database.Database): void {
  database.exec('pragma max_page_count = 1');
}

function makeRoom(database: Database.Database): void {
  database.exec('pragma max_page_count = 1000000');
}

describe('a full disk', () => {
  it('is QUEUE_UNAVAILABLE to the publisher, with the cause, and an acknowledged event is kept', async () => {
    const path = await tempFile();
    const limits = { path, maxPending: 1_000, retentionMs: 3_600_000 };
    const small = await openSqliteStorage({ ...limits, maxFileBytes: 200_000 });
    const acknowledged: string[] = [];
    const publishing = (async () => {
      for (;;) {
        const publication = publicationOf('web', ['chat'], LONG);
        await small.queue.publish([publication]);
        acknowledged.push(`${publication.event.id}/chat`);
      }
    })();
    await expect(publishing).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE', cause: { code: 'SQLITE_FULL' } });
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(await small.queue.depth()).toMatchObject({ pending: acknowledged.length, dead: 0 });
    await small.queue.close();

    const { queue } = await openSqliteStorage(limits);
    expect((await listAll(queue)).map(({ id }) => id)).toEqual(acknowledged);
    expect(await queue.publish([publicationOf('web', ['chat'], LONG)])).toEqual(['stored']);
    await queue.close();
  });

  it('stores settlements that ask for no room although it refuses what was published with them', async () => {
    const database = openDatabase(await tempFile());
    const queue = queueOn(new InThreadWorker(database));
    await queue.publish([publicationOf('web'), publicationOf('web')]);
    const [first] = await queue.lease('chat', 1, NEVER_ABORTED);
    if (first === undefined) throw new Error('a lease that was not aborted gave nothing');
    fill(database);
    const [refused, settled] = await Promise.allSettled([
      queue.publish([publicationOf('api', ['chat', 'pager'], LONG)]),
      queue.settle(first, delivered(first)),
    ]);
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'QUEUE_UNAVAILABLE' } });
    expect(settled.status).toBe('fulfilled');
    expect(await queue.depth()).toMatchObject({ pending: 1, dead: 0 });
    expect(await queue.lease('chat', 10, NEVER_ABORTED)).toHaveLength(1);
    makeRoom(database);
    expect(await queue.publish([publicationOf('api', ['pager'], LONG)])).toEqual(['stored']);
    expect(await queue.lease('pager', 10, NEVER_ABORTED)).toHaveLength(1);
    await queue.close();
  });
});

describe('a disk that became read-only', () => {
  it('refuses publications, and keeps settlements until they can be stored', async () => {
    const database = openDatabase(await tempFile());
    const queue = queueOn(new InThreadWorker(database));
    await queue.publish([publicationOf('web'), publicationOf('web'), publicationOf('api')]);
    const leased = await queue.lease('chat', 10, NEVER_ABORTED);
    expect(leased).toHaveLength(2);
    database.exec('pragma query_only = on');
    const settled = Promise.all(leased.map((delivery) => queue.settle(delivery, delivered(delivery))));
    for (let count = 0; count < 3; count += 1) {
      await expect(queue.publish([publicationOf('db')])).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    }
    await expect(queue.replay('nobody knows/chat')).resolves.toBe(false);
    expect(await queue.depth()).toMatchObject({ pending: 3, dead: 0 });
    database.exec('pragma query_only = off');
    await settled;
    expect(await queue.depth()).toMatchObject({ pending: 1, dead: 0 });
    expect(await queue.lease('chat', 10, NEVER_ABORTED)).toHaveLength(1);
    await queue.close();
  });

  it('makes a settlement reject when the queue is closed before it could be stored', async () => {
    const database = openDatabase(await tempFile());
    const queue = queueOn(new InThreadWorker(database));
    await queue.publish([publicationOf('web')]);
    const [delivery] = await queue.lease('chat', 1, NEVER_ABORTED);
    if (delivery === undefined) throw new Error('a lease that was not aborted gave nothing');
    database.exec('pragma query_only = on');
    const settled = queue.settle(delivery, delivered(delivery));
    await Promise.all([
      expect(settled).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE', cause: { code: 'SQLITE_READONLY' } }),
      queue.close(),
    ]);
  });
});
