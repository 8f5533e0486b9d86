import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bus } from '@headwind/bus';
import { openSqliteStorage } from '@headwind/queue-sqlite';
import Database from 'libsql';
import { v7 as newId } from 'uuid';
import { draftOf, publishMany } from './drafts.js';
import { perSecond, printComparison } from './figures.js';
import { silentLog } from './silent-log.js';

const ROUNDS = 5;
const COUNT = 30_000;
const BATCH = 100;

/** Bare inserts, a hundred a transaction, against events published durably for one channel. */
export async function measurePublishing(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'headwind-bench-'));
  const bare: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const bareRate = insertAll(join(folder, `bare-${round}.db`));
    const ourRate = await publishAll(join(folder, `queue-${round}.db`));
    if (round > 0) {
      bare.push(bareRate);
      ours.push(ourRate);
    }
  }
  printComparison(
    `Durable writes: bare libsql inserts of the event alone, ${BATCH} a transaction, and publishes of event and delivery`,
    bare,
    ours,
  );
  await rm(folder, { recursive: true });
}

function insertAll(path: string): number {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE events (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO events (id, body) VALUES (?, ?)');
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const begun = performance.now();
  for (let at = 0; at < COUNT; at += BATCH) {
    begin.run();
    for (let i = at; i < at + BATCH; i += 1) insert.run(newId(), JSON.stringify(draftOf(i)));
    commit.run();
  }
  const rate = perSecond(COUNT, performance.now() - begun);
  db.close();
  return rate;
}

async function publishAll(path: string): Promise<number> {
  const { queue } = await openSqliteStorage({ path, maxPending: 1_000_000, retentionMs: 3_600_000 });
  const bus = new Bus({ queue, log: silentLog });
  bus.addChannel('closed', 'closed', () => true);
  const begun = performance.now();
  await publishMany((drafts) => bus.publish(drafts, 'bench'), COUNT, 2 * BATCH);
  const rate = perSecond(COUNT, performance.now() - begun);
  await bus.stop(0);
  await queue.close();
  return rate;
}
