import type Database from 'libsql';

export type SqlValue = string | number | null;

/** A prepared statement that gives rows. */
export class Query<Row> {
  readonly #statement: Database.Statement<[SqlValue[]]>;

  constructor(database: Database.Database, sql: string) {
    this.#statement = database.prepare<[SqlValue[]]>(sql);
  }

  all(...values: SqlValue[]): Row[] {
    // What columns a statement gives is in its text, out of the compiler's sight.
    return this.#statement.all(values) as Row[];
  }

  first(...values: SqlValue[]): Row | undefined {
    return this.all(...values)[0];
  }
}

/** A prepared statement that changes rows. */
export class Change {
  readonly #statement: Database.Statement<[SqlValue[]]>;

  constructor(database: Database.Database, sql: string) {
    this.#statement = database.prepare<[SqlValue[]]>(sql);
  }

  /** @returns how many rows it changed */
  run(...values: SqlValue[]): number {
    return this.#statement.run(values).changes;
  }
}

/** Rows for one run of a statement: a call into SQLite costs about as much as a row, so sharing it halves the price. */
const BATCH_SIZES = [64, 8, 1];

/** A statement that takes rows of values, prepared for a few numbers of rows. */
export class BatchedChange {
  readonly #columns: number;
  readonly #prepared: { readonly rows: number; readonly statement: Database.Statement<[SqlValue[]]> }[];

  /**
   * @param columns values in a row
   * @param sql makes the statement around `(?, ?), (?, ?)`
   */
  constructor(database: Database.Database, columns: number, sql: (rows: string) => string) {
    this.#columns = columns;
    const row = `(${Array(columns).fill('?').join(', ')})`;
    this.#prepared = BATCH_SIZES.map((rows) => ({
      rows,
      statement: database.prepare<[SqlValue[]]>(sql(Array(rows).fill(row).join(', '))),
    }));
  }

  /**
   * @param values of all rows, one row after another
   * @returns how many rows it changed
   */
  run(values: readonly SqlValue[]): number {
    let changes = 0;
    this.#inBatches(values, (statement, batch) => {
      changes += statement.run(batch).changes;
    });
    return changes;
  }

  /**
   * For a statement that returns a number, `as value`, of each row it changes.
   *
   * @param values of all rows, one row after another
   */
  returned(values: readonly SqlValue[]): number[] {
    const numbers: number[] = [];
    this.#inBatches(values, (statement, batch) => {
      for (const row of statement.all(batch) as { value: number }[]) numbers.push(row.value);
    });
    return numbers;
  }

  #inBatches(
    values: readonly SqlValue[],
    use: (statement: Database.Statement<[SqlValue[]]>, batch: SqlValue[]) => void,
  ): void {
    let done = 0;
    for (const { rows, statement } of this.#prepared) {
      const step = rows * this.#columns;
      for (; values.length - done >= step; done += step) use(statement, values.slice(done, done + step));
    }
  }
}
