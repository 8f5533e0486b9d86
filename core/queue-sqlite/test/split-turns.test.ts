import { queueContract } from '@headwind/bus/queue-contract';
import type Database from 'libsql';
import { openDatabase } from '../src/schema.js';
import type { ToWorker } from '../src/turn.js';
import { InThreadWorker, queueOn } from './in-thread-worker.js';
import { tempFile } from './temp-folder.js';

/** Every turn is rolled back as a whole first, and then done in parts. */
class UnluckyWorker extends InThreadWorker {
  #failsNext = false;

  constructor(database: Database.Database, maxPending: number) {
    super(database, maxPending);
    const exec = database.exec.bind(database);
    database.exec = (sql) => {
      if (sql !== 'commit' || !this.#failsNext) return exec(sql);
      this.#failsNext = false;
      throw Object.assign(new Error('the disk is full'), { code: 'SQLITE_FULL' });
    };
  }

  override postMessage(message: ToWorker): void {
    this.#failsNext = true;
    super.postMessage(message);
  }
}

queueContract('the SQLite queue whose turns fail as a whole', async ({ maxPending = 1_000_000 }) => {
  return queueOn(new UnluckyWorker(openDatabase(await tempFile()), maxPending));
});
