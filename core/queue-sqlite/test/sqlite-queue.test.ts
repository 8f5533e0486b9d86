import type { DeliveryQueue } from '@headwind/bus/queue';
import { queueContract } from '@headwind/bus/queue-contract';
import { openSqliteStorage, type SqliteStorageOptions } from '@headwind/queue-sqlite';
import { tempFile } from './temp-folder.js';

const openedWith = new Map<DeliveryQueue, SqliteStorageOptions>();

async function open(options: SqliteStorageOptions): Promise<DeliveryQueue> {
  const { queue } = await openSqliteStorage(options);
  openedWith.set(queue, options);
  return queue;
}

queueContract(
  'the SQLite queue',
  async ({ maxPending = 1_000_000 }) => open({ path: await tempFile(), maxPending, retentionMs: 3_600_000 }),
  async (queue) => {
    await queue.close();
    const options = openedWith.get(queue);
    if (options === undefined) throw new Error('this queue was not opened here');
    return open(options);
  },
);
