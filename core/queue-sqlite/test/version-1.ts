import Database from 'libsql';

/** The tables as version 1 of the queue file had them. */
const TABLES = `
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

/** e1 delivered at once, e2 delivered after two retries, e3 dead, e4 to be tried again, e5 behind it; e6 for nobody. */
const ROWS = `
  insert into channels (id, name) values (1, 'chat');
  insert into events (seq, id, body, published_at, addressed) values
    (1, 'e1', '${body('e1', 'web')}', 1000, 1),
    (2, 'e2', '${body('e2', 'web')}', 2000, 1),
    (3, 'e3', '${body('e3', 'web')}', 3000, 1),
    (4, 'e4', '${body('e4', 'api')}', 4000, 1),
    (5, 'e5', '${body('e5', 'api')}', 5000, 1),
    (6, 'e6', '${body('e6', 'db')}', 6000, 0);
  insert into deliveries (seq, channel, workload, state, due_at, attempts, retries, first_attempt_at,
    last_attempt_at, last_error, settled_at) values
    (1, 1, 'production/web', 1, null, 1, 0, 1010, 1020, null, 1020),
    (2, 1, 'production/web', 1, null, 3, 2, 2010, 2500, null, 2500),
    (3, 1, 'production/web', 2, null, 2, 1, 3010, 3500, 'HTTP 400', 3500),
    (4, 1, 'production/api', 0, 4600, 2, 2, 4010, 4500, 'HTTP 503', null),
    (5, 1, 'production/api', 0, null, 0, 0, null, null, null, null);
  insert into state (instance, key, value) values ('slack', 'thread', '"171.42"');
`;

function body(id: string, name: string): string {
  const workload = { namespace: 'production', name };
  const data = { currentImage: 'nginx:1.25.0', newImage: 'nginx:1.26.0' };
  return JSON.stringify({ id, kind: 'update_completed', time: '2025-11-06T10:30:00Z', source: 'api', workload, data });
}

/** Makes a queue file as version 1 left it. */
export function makeVersion1(path: string): void {
  const database = new Database(path);
  database.exec('pragma journal_mode = wal');
  database.exec('begin immediate');
  database.exec(TABLES);
  database.exec(ROWS);
  // "HWNQ"
  database.exec(`pragma application_id = ${0x48574e51}`);
  database.exec('pragma user_version = 1');
  database.exec('commit');
  database.close();
}
