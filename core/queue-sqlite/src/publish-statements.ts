import { fullestOf } from '@headwind/bus/queue-full';
import type Database from 'libsql';
import { becomePending, type ChannelBook, type ChannelState } from './channel-book.js';
import type { Handing } from './handing.js';
import { BatchedChange, Query, type SqlValue } from './statements.js';
import type { FullRefusal, PublicationRow, Written } from './turn.js';

interface Numbered {
  readonly seq: number;
  readonly row: PublicationRow;
}

/**
 * A row is a sequence number, a channel, a workload, and 1 when it is the first of its workload and channel in this turn
 * (rows of one statement do not see each other). Such a row is ready unless an older one is pending.
 */
const INSERT_DELIVERIES = (rows: string) => `
  insert into deliveries (seq, channel, workload, state, due_at, attempts, retries)
  select row.column1, row.column2, row.column3, 0,
    case when row.column4 and not exists (
      select 1 from deliveries as older
      where older.channel = row.column2 and older.workload = row.column3 and older.state = 0
    ) then 0 end,
    0, 0
  from (values ${rows}) as row`;

/** Stores publications. */
export class PublishStatements {
  #nextSeq: number;
  readonly #insertEvents: BatchedChange;
  readonly #insertDeliveries: BatchedChange;
  readonly #findEvent: Query<{ seq: number }>;
  readonly #storedEvents: Query<{ seq: number }>;
  readonly #readyDeliveries: Query<{ seq: number }>;
  readonly #book: ChannelBook;
  readonly #maxPending: number;

  constructor(database: Database.Database, book: ChannelBook, maxPending: number) {
    this.#book = book;
    this.#maxPending = maxPending;
    const [last] = new Query<{ seq: number | null }>(database, 'select max(seq) as seq from events').all();
    this.#nextSeq = (last?.seq ?? 0) + 1;
    this.#insertEvents = new BatchedChange(
      database,
      5,
      (rows) =>
        `insert into events (seq, id, body, published_at, addressed) values ${rows} on conflict (id) do nothing`,
    );
    this.#insertDeliveries = new BatchedChange(database, 4, INSERT_DELIVERIES);
    this.#findEvent = new Query(database, 'select seq from events where id = ?');
    this.#storedEvents = new Query(database, 'select seq from events where seq between ? and ?');
    this.#readyDeliveries = new Query(
      database,
      `select seq from deliveries indexed by deliveries_ready
       where channel = ? and state = 0 and due_at = 0 and seq between ? and ? order by seq`,
    );
  }

  /** Each call is stored whole or refused whole. What is ready at once is handed over where the channel is caught up. */
  publish(
    calls: readonly (readonly PublicationRow[])[],
    now: number,
    handing: Handing,
  ): Omit<Written, 'replayed' | 'discarded'> {
    const firstSeq = this.#nextSeq;
    const duplicates: number[] = [];
    const full: FullRefusal[] = [];
    let accepted: Numbered[] = [];
    let room = this.#maxPending - this.#book.pending;
    const store = () => {
      this.#store(accepted, now, handing, duplicates);
      accepted = [];
      room = this.#maxPending - this.#book.pending;
    };
    for (const [call, rows] of calls.entries()) {
      // This counts duplicates too; they are looked up only when that would decide.
      let added = deliveriesOf(rows);
      if (added > room) {
        store();
        added = deliveriesOf(this.#unknown(rows));
      }
      if (added > 0 && added > room) {
        const fullest = fullestOf(this.#book.all().map(({ name, pending }) => ({ channel: name, pending })));
        full.push({ call, pending: this.#maxPending - room, added, limit: this.#maxPending, fullest });
        this.#nextSeq += rows.length;
        continue;
      }
      room -= added;
      for (const row of rows) {
        accepted.push({ seq: this.#nextSeq, row });
        this.#nextSeq += 1;
      }
    }
    store();
    return { firstSeq, duplicates, full };
  }

  #store(publications: readonly Numbered[], now: number, handing: Handing, duplicates: number[]): void {
    const first = publications[0]?.seq;
    const last = publications.at(-1)?.seq;
    if (first === undefined || last === undefined) return;
    const values = publications.flatMap(({ seq, row }): SqlValue[] => [
      seq,
      row.id,
      row.body,
      now,
      row.channels.length === 0 ? 0 : 1,
    ]);
    let stored = publications;
    if (this.#insertEvents.run(values) < publications.length) {
      const seqs = new Set(this.#storedEvents.all(first, last).map(({ seq }) => seq));
      stored = publications.filter(({ seq }) => seqs.has(seq));
      duplicates.push(...publications.filter(({ seq }) => !seqs.has(seq)).map(({ seq }) => seq));
    }
    this.#storeDeliveries(stored, first, last, handing);
  }

  #storeDeliveries(publications: readonly Numbered[], first: number, last: number, handing: Handing): void {
    const values: SqlValue[] = [];
    const added = new Map<ChannelState, number>();
    const seen = new Set<string>();
    const bytesOf = new Map<number, number>();
    for (const { seq, row } of publications) {
      bytesOf.set(seq, row.body.length);
      for (const number of row.channels) {
        const state = this.#book.change(this.#book.get(number));
        const line = `${number} ${row.workload}`;
        values.push(seq, this.#book.storedId(state), row.workload, seen.has(line) ? 0 : 1);
        seen.add(line);
        added.set(state, (added.get(state) ?? 0) + 1);
      }
    }
    this.#insertDeliveries.run(values);
    for (const [state, count] of added) {
      const ready = this.#readyDeliveries.all(this.#book.storedId(state), first, last).map(({ seq }) => seq);
      becomePending(state, count, first, last);
      state.blocked += count - ready.length;
      handing.fresh(state, ready, bytesOf);
    }
  }

  /** Those whose event is not stored, each id once. */
  #unknown(rows: readonly PublicationRow[]): PublicationRow[] {
    const byId = new Map<string, PublicationRow>();
    for (const row of rows) {
      if (!byId.has(row.id) && this.#findEvent.first(row.id) === undefined) byId.set(row.id, row);
    }
    return [...byId.values()];
  }
}

function deliveriesOf(rows: readonly PublicationRow[]): number {
  return rows.reduce((sum, { channels }) => sum + channels.length, 0);
}
