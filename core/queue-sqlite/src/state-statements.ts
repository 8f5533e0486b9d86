import type Database from 'libsql';
import type { StateRead } from './reading.js';
import { Change, Query } from './statements.js';
import type { StateWrite } from './turn.js';

/** Plugins' state. */
export class StateStatements {
  readonly #select: Query<{ value: string }>;
  readonly #upsert: Change;
  readonly #remove: Change;

  constructor(database: Database.Database) {
    this.#select = new Query(database, 'select value from state where instance = ? and key = ?');
    this.#upsert = new Change(
      database,
      'insert into state (instance, key, value) values (?, ?, ?) on conflict do update set value = excluded.value',
    );
    this.#remove = new Change(database, 'delete from state where instance = ? and key = ?');
  }

  read({ instance, key }: StateRead): string | undefined {
    return this.#select.first(instance, key)?.value;
  }

  write({ instance, key, value }: StateWrite): void {
    if (value === null) {
      this.#remove.run(instance, key);
    } else {
      this.#upsert.run(instance, key, value);
    }
  }
}
