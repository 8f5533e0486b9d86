import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeliveryQueue } from '@headwind/bus/queue';
import { queueContract } from '@headwind/bus/queue-contract';
import { openSqliteStorage, type SqliteStorageOptions } from '@headwind/queue-sqlite';
import { afterAll } from 'vitest';

const folders: string[] = [];
const openedWith = new Map<DeliveryQueue, SqliteStorageOptions>();

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function open(options: SqliteStorageOptions): Promise<DeliveryQueue> {
  const { queue } = await openSqliteStorage(options);
  openedWith.set(queue, options);
  return queue;
}

queueContract(
  'the SQLite queue',
  async ({ maxPending = 1_000_000 }) => {
    const folder = await mkdtemp(join(tmpdir(), 'headwind-queue-'));
    folders.push(folder);
    return open({ path: join(folder, 'queue.db'), maxPending, retentionMs: 3_600_000 });
  },
  async (queue) => {
    await queue.close();
    const options = openedWith.get(queue);
    if (options === undefined) {
      throw new Error('this queue was not opened here');
    }
    return open(options);
  },
);
