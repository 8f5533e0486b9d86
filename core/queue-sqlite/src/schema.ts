import { QUEUE_DAMAGED, QUEUE_VERSION_UNSUPPORTED } from '@headwind/bus/errors';
import Database from 'libsql';
import { OpenFailure } from './storage-errors.js';

/** "HWNQ": marks a file as ours (https://www.sqlite.org/pragma.html#pragma_application_id). */
const APPLICATION_ID = 0x48574e51;

/** Raised with every change of the tables that an older program could not read. */
export const SCHEMA_VERSION = 2;

/*
 * Whose turn it is
 *
 * A pending delivery whose `due_at` is null waits behind another of its workload and channel. Of each workload and
 * channel exactly one pending delivery has a `due_at`: 0, or when it is to be tried again. The index `deliveries_ready`
 * has just those, so a lease reads no more than it hands out, whatever the backlog.
 */
const VERSION_1 = `
  create table channels (id integer primary key, name text not null unique) strict;

  create table events (
    seq integer primary key,
    id text not null unique,
    body text not null,
    published_at integer not null,
    addressed integer not null
  ) strict;
  create index events_unaddressed on events (published_at) where addressed = 0;

  create table deliveries (
    seq integer not null,
    channel integer not null,
    workload text not null,
    state integer not null,
    due_at integer,
    attempts integer not null,
    retries integer not null,
    first_attempt_at integer,
    last_attempt_at integer,
    last_error text,
    settled_at integer,
    primary key (seq, channel)
  ) strict, without rowid;
  create index deliveries_turn on deliveries (channel, workload, seq) where state = 0;
  create index deliveries_ready on deliveries (channel, due_at, seq) where state = 0 and due_at is not null;
  create index deliveries_delivered on deliveries (settled_at) where state = 1;
  create index deliveries_dead on deliveries (channel, seq) where state = 2;

  create table state (
    instance text not null,
    key text not null,
    value text not null,
    primary key (instance, key)
  ) strict, without rowid;
`;

/*
 * Attempts that the row of their delivery does not tell by itself: all but one that delivered at once. So a delivery that
 * goes well, as nearly all do, costs no row here.
 */
const VERSION_2 = `
  create table attempts (
    seq integer not null,
    channel integer not null,
    number integer not null,
    begun_at integer not null,
    ended_at integer not null,
    state integer not null,
    reason text,
    error text,
    retry_at integer,
    primary key (seq, channel, number)
  ) strict, without rowid;
  create index deliveries_dead_in_order on deliveries (seq, channel) where state = 2;
`;

/** What makes each version out of the one before, from none at all. */
const STEPS = [VERSION_1, VERSION_2];

/** SQLite's default. */
const PAGE_BYTES = 4096;

/**
 * Opens the queue file for this process alone, and makes its tables when it is new or of an older version.
 *
 * @param maxFileBytes the file never grows beyond this
 */
export function openDatabase(path: string, maxFileBytes?: number): Database.Database {
  const database = new Database(path);
  try {
    // Before anything is read: the lock on the file is then held until it is closed, and the index of the write-ahead
    // log needs no shared memory.
    database.exec('pragma locking_mode = exclusive');
    const version = versionOf(database, path);
    database.exec('pragma journal_mode = wal');
    // Each commit is on the disk before it is acknowledged.
    database.exec('pragma synchronous = full');
    // 16 MiB, so that memory does not grow with the backlog.
    database.exec('pragma cache_size = -16384');
    database.exec('pragma temp_store = memory');
    // About 16 MB of log between checkpoints; measured, the default of 1,000 pages writes the same pages more often.
    database.exec('pragma wal_autocheckpoint = 4000');
    database.exec('pragma journal_size_limit = 67108864');
    if (maxFileBytes !== undefined) {
      database.exec(`pragma max_page_count = ${Math.max(1, Math.floor(maxFileBytes / PAGE_BYTES))}`);
    }
    // Fails here, not at the first event, when the file cannot be written.
    database.exec('begin immediate');
    for (const step of STEPS.slice(version)) database.exec(step);
    database.exec(`pragma application_id = ${APPLICATION_ID}`);
    database.exec(`pragma user_version = ${SCHEMA_VERSION}`);
    database.exec('commit');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Of the file, 0 when it is new; throws when it is somebody else's or newer than this program. */
function versionOf(database: Database.Database, path: string): number {
  const tables = numberOf(database, 'select count(*) as value from sqlite_schema');
  const application = numberOf(database, 'select application_id as value from pragma_application_id');
  const version = numberOf(database, 'select user_version as value from pragma_user_version');
  if (tables === 0 && version === 0) return 0;
  if (application !== APPLICATION_ID) {
    throw new OpenFailure(QUEUE_DAMAGED.code, `${path} is a database of something else, not a queue file.`);
  }
  if (version > SCHEMA_VERSION) {
    throw new OpenFailure(
      QUEUE_VERSION_UNSUPPORTED.code,
      `${path} has version ${version} of the queue file; this program knows versions up to ${SCHEMA_VERSION}.`,
    );
  }
  return version;
}

function numberOf(database: Database.Database, sql: string): number {
  const [row] = database.prepare(sql).all();
  return typeof row === 'object' && row !== null && 'value' in row ? Number(row.value) : 0;
}
